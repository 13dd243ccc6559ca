"use client";

import type { CSSProperties } from "react";
import { findMeasure } from "@/app/sim/checks/measures";
import { type Figure, measured } from "@/app/sim/figures/figure";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { along, axisEnd } from "@/app/ui/scale";
import { comparison } from "../compare";
import { entry, useLesson } from "../LessonContext";
import { useLessonProgress } from "../progress";
import styles from "./Measured.module.css";

/** What was measured against what was predicted: two numbers, two bars on one axis, and the difference in words. */
export function Measured({ id }: { readonly id: string }) {
  const { lesson, run } = useLesson();
  const { measure, unit } = entry(lesson.predictions, id);
  const kept = useLessonProgress(lesson.slug).predictions[id];
  const now = findMeasure(measure)?.(run);
  const figure = now ?? (kept?.measured === undefined ? undefined : fromEarlier(kept.measured, unit));
  if (figure === undefined)
    return (
      <p className={styles.empty} data-testid={`measured-${id}`} data-state="empty">
        What is measured will stand here, beside your prediction.
      </p>
    );
  const end = unit === "%" ? 100 : axisEnd(Math.max(figure.value, kept?.value ?? 0));
  return (
    <div
      className={styles.measured}
      data-testid={`measured-${id}`}
      data-state={now === undefined ? "earlier" : "now"}
    >
      <h3 className={styles.title}>{now === undefined ? "Measured in an earlier visit" : "Measured"}</h3>
      <dl>
        {kept?.value !== undefined && (
          <div className={styles.row}>
            <dt>predicted</dt>
            <dd>{numberText(kept.value, unit)}</dd>
            <Bar of={kept.value} end={end} kind="predicted" />
          </div>
        )}
        <div className={styles.row}>
          <dt>{figure.origin.kind}</dt>
          <dd>
            <FigureValue figure={figure} label="Result" testId={`result-${id}`} bare />
          </dd>
          <Bar of={figure.value} end={end} kind="measured" />
        </div>
      </dl>
      {kept?.value !== undefined && (
        <p role="status" data-testid={`comparison-${id}`}>
          {comparison(kept.value, figure.value, unit)}
        </p>
      )}
    </div>
  );
}

const fromEarlier = (value: number, unit: Figure["unit"]): Figure =>
  measured(
    value,
    unit,
    "Kept from an earlier visit with this browser. Run it again to have it measured in this tab.",
  );

function Bar({ of, end, kind }: { readonly of: number; readonly end: number; readonly kind: string }) {
  const style: CSSProperties = { width: along(Math.min(of, end), end) };
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.bar} data-kind={kind} style={style} />
    </span>
  );
}
