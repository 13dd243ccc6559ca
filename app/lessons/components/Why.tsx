"use client";

import { type ReactNode, useEffect, useState } from "react";
import { findMeasure } from "@/app/sim/checks/measures";
import { useLesson } from "../LessonContext";
import styles from "./prose.module.css";

interface Props {
  /** The measure that the explanation talks about: it opens when that has been measured. */
  readonly needs: string;
  readonly children: ReactNode;
}

/** The explanation of a run. Closed before it, so that it cannot be read by accident; open after it. */
export function Why({ needs, children }: Props) {
  const { run } = useLesson();
  const known = findMeasure(needs)?.(run) !== undefined;
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (known) setOpen(true);
  }, [known]);
  return (
    <details
      className={styles.why}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-testid={`why-${needs}`}
    >
      <summary>{known ? "Why" : "Why (opens by itself after the run)"}</summary>
      <div>{children}</div>
    </details>
  );
}
