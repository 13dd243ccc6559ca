"use client";

import { useId, useState } from "react";
import { Button } from "@/app/ui/Button";
import { entry, inWords, useLesson } from "../LessonContext";
import { useLessonProgress } from "../progress";
import styles from "./Run.module.css";

/** A button that does something in the lab. It waits for the predictions that belong to it. */
export function Run({ id }: { readonly id: string }) {
  const { lesson, ready, busy, work } = useLesson();
  const { label, after, actions } = entry(lesson.runs, id);
  const { predictions } = useLessonProgress(lesson.slug);
  const why = useId();
  const [outcome, setOutcome] = useState<{ readonly trouble?: string }>();
  const waiting = after.filter(
    (p) => predictions[p]?.value === undefined && predictions[p]?.skipped !== true,
  );
  const locked = waiting.length > 0;

  const perform = async () => {
    setOutcome(undefined);
    try {
      await work(label, (lab) => lab.perform(actions));
      setOutcome({});
    } catch (cause) {
      setOutcome({ trouble: inWords(cause) });
    }
  };

  return (
    <div className={styles.run}>
      <Button
        kind="primary"
        off={!ready || locked || busy !== undefined}
        onClick={perform}
        aria-describedby={why}
        data-testid={`run-${id}`}
      >
        {label}
      </Button>
      <p id={why} role="status" className={styles.status} data-testid={`run-status-${id}`}>
        {locked
          ? "Waits for your prediction, or for you to skip it."
          : busy === label
            ? "Under way. Watch the lab."
            : outcome?.trouble === undefined
              ? outcome && "Done."
              : `It did not work: ${outcome.trouble}`}
      </p>
    </div>
  );
}
