"use client";

import { type ChangeEvent, useRef, useState } from "react";
import { Button } from "@/app/ui/Button";
import { ConfirmButton } from "./components/ConfirmButton";
import styles from "./ProgressTools.module.css";
import { useProgress } from "./progress";
import { readProgressText, writeProgressText } from "./progressDocument";

/** Progress in the learner's own hands: take it along, bring it back, forget it. */
export function ProgressTools({ lesson }: { readonly lesson?: string }) {
  const file = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<string>();

  const bringBack = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target;
    const chosen = input.files?.[0];
    if (chosen === undefined) return;
    const read = readProgressText(await chosen.text());
    input.value = "";
    if (read.ok) useProgress.getState().replace(read.document);
    setOutcome(
      read.ok ? `Progress from ${chosen.name} is in place.` : `${chosen.name} was not read. ${read.why}`,
    );
  };

  return (
    <section className={styles.tools} aria-labelledby="progress-title">
      <h2 id="progress-title" className={styles.title}>
        Your progress
      </h2>
      <p>Predictions, results and solved exercises are kept in this browser and sent nowhere.</p>
      <div className={styles.buttons}>
        <Button
          onClick={() => takeAlong(writeProgressText(useProgress.getState().lessons))}
          data-testid="export-progress"
        >
          Export
        </Button>
        <Button onClick={() => file.current?.click()}>Import</Button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Progress file to import"
          onChange={bringBack}
          data-testid="import-progress"
        />
        <ConfirmButton
          label={lesson === undefined ? "Forget my progress" : "Forget my progress in this lesson"}
          confirm="Forget it"
          onConfirm={() => {
            useProgress.getState().forget(lesson);
            setOutcome("Forgotten.");
          }}
          testId="forget-progress"
        >
          <p>This cannot be undone. Export it first if you may want it back.</p>
        </ConfirmButton>
      </div>
      <p role="status" data-testid="progress-outcome">
        {outcome}
      </p>
    </section>
  );
}

function takeAlong(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "triptych-progress.json";
  link.click();
  URL.revokeObjectURL(url);
}
