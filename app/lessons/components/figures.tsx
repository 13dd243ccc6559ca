"use client";

/** Numbers in a sentence. Each is a figure with an origin; there is no other way to set one. */
import { findMeasure } from "@/app/sim/checks/measures";
import { modelled } from "@/app/sim/figures/figure";
import { publishedFigure } from "@/app/sim/figures/published";
import { FigureValue } from "@/app/ui/FigureValue";
import { givenFigure } from "@/content/given";
import { imageBytes } from "@/content/image-bytes";
import { findConstant } from "../constants";
import { useLesson } from "../LessonContext";
import styles from "./figures.module.css";

/** A number of the reader's own run; a blank until it has been measured. */
export function Here({ measure }: { readonly measure: string }) {
  const { run } = useLesson();
  const of = findMeasure(measure);
  if (of === undefined) throw new Error(`There is no measure called ${measure}.`);
  const figure = of(run);
  if (figure === undefined)
    return (
      <span className={styles.blank}>
        <span aria-hidden="true">…</span>
        <span className="visually-hidden">(not measured yet)</span>
      </span>
    );
  const label = figure.origin.kind === "published" ? measure : figure.origin.how.split(";")[0];
  return (
    <span className={styles.inline}>
      <FigureValue figure={figure} label={label ?? measure} testId={`here-${measure}`} />
    </span>
  );
}

/** A number from a paper, by its name in app/sim/figures/published. */
export function Published({ id }: { readonly id: string }) {
  const figure = publishedFigure(id);
  if (figure?.origin.kind !== "published") throw new Error(`There is no published figure called ${id}.`);
  const { authors, where } = figure.origin.source;
  return (
    <span className={styles.inline}>
      <FigureValue figure={figure} label={`${authors}, ${where}`} testId={`published-${id}`} />
    </span>
  );
}

/** A constant of the model, by its id. */
export function Constant({ id }: { readonly id: string }) {
  const constant = findConstant(id);
  if (constant === undefined) throw new Error(`The model has no constant called ${id}.`);
  return (
    <span className={styles.inline}>
      <FigureValue
        figure={modelled(constant.value, constant.unit, "A constant of the modelled host.", [constant])}
        label={constant.label}
      />
    </span>
  );
}

/** What the lesson's set-up says: a setting by its path, such as `a.cpu.weight`. */
export function Given({ setup, of }: { readonly setup: string; readonly of: string }) {
  const { lesson } = useLesson();
  const figure = givenFigure(lesson, setup, of);
  if (figure === undefined) throw new Error(`The set-up ${setup} has no number at ${of}.`);
  return (
    <span className={styles.inline}>
      <FigureValue figure={figure} label={of} testId={`given-${setup}-${of}`} bare />
    </span>
  );
}

/** How large a file of a guest image is, such as `direct` of `hello`. */
export function ImageBytes({ of, file }: { readonly of: string; readonly file: string }) {
  const figure = imageBytes(of, file);
  if (figure === undefined) throw new Error(`The image ${of} has no file ${file}.`);
  return (
    <span className={styles.inline}>
      <FigureValue figure={figure} label={`${of}, ${file}`} testId={`bytes-${of}-${file}`} />
    </span>
  );
}
