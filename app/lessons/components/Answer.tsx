"use client";

import { useLesson } from "../LessonContext";
import styles from "./Answer.module.css";

interface Props {
  /** The name under which a run kept the answer. */
  readonly of: string;
  /** What was asked, in words. */
  readonly label: string;
}

/** What a script wrote in the lab, as it stands in the record; nothing until it has run. */
export function Answer({ of, label }: Props) {
  const { run } = useLesson();
  const { answers } = run;
  const answer = answers !== undefined && Object.hasOwn(answers, of) ? answers[of] : undefined;
  if (answer === undefined) return null;
  return (
    <figure className={styles.answer} data-testid={`answer-${of}`}>
      <figcaption>{label}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.lines} tabIndex={0} aria-label={`Output of ${label}`}>
        <pre>{answer.stdout.trimEnd()}</pre>
      </section>
    </figure>
  );
}
