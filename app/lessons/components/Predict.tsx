"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/app/ui/Button";
import { numberText } from "@/app/ui/format";
import { readGuess } from "../compare";
import { entry, useLesson } from "../LessonContext";
import { useLessonProgress, useProgress } from "../progress";
import styles from "./Predict.module.css";

/**
 * Asks for a prediction before anything runs, and keeps it. What has been measured can be predicted no more, so the
 * guess is fixed from then on.
 */
export function Predict({ id }: { readonly id: string }) {
  const { lesson, ready } = useLesson();
  const prediction = entry(lesson.predictions, id);
  const kept = useLessonProgress(lesson.slug).predictions[id];
  const { predict, skip } = useProgress.getState();
  const [changing, setChanging] = useState(false);
  const decided = kept?.value !== undefined || kept?.skipped === true;
  return (
    <div className={styles.predict} data-testid={`predict-${id}`}>
      <h3 className={styles.title}>Predict</h3>
      <p>{prediction.prompt}</p>
      {decided && !changing ? (
        <p className={styles.kept} data-testid={`prediction-${id}`}>
          {kept.value === undefined ? (
            "You skipped this prediction."
          ) : (
            <>
              Your prediction: <strong>{numberText(kept.value, prediction.unit)}</strong>
            </>
          )}
          {kept.measured === undefined && (
            <Button onClick={() => setChanging(true)}>
              {kept.value === undefined ? "Predict after all" : "Change"}
            </Button>
          )}
        </p>
      ) : (
        <GuessForm
          prediction={prediction}
          off={!ready}
          onGuess={(value) => {
            predict(lesson.slug, id, value);
            setChanging(false);
          }}
          onSkip={() => {
            skip(lesson.slug, id);
            setChanging(false);
          }}
        />
      )}
    </div>
  );
}

interface FormProps {
  readonly prediction: {
    readonly id: string;
    readonly unit: string;
    readonly min: number;
    readonly max: number;
  };
  readonly off: boolean;
  readonly onGuess: (value: number) => void;
  readonly onSkip: () => void;
}

/** A number to type, read as written by hand; or none. */
export function GuessForm({ prediction, off, onGuess, onSkip }: FormProps) {
  const field = useId();
  const [text, setText] = useState("");
  const [why, setWhy] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (off) return;
    const guess = readGuess(text, prediction);
    if ("value" in guess) onGuess(guess.value);
    else setWhy(guess.why);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <label htmlFor={field}>Your prediction</label>
      <span className={styles.field}>
        <input
          id={field}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={why !== undefined}
          aria-describedby={why === undefined ? undefined : `${field}-why`}
          data-testid={`guess-${prediction.id}`}
        />
        <span>{prediction.unit}</span>
      </span>
      <Button type="submit" kind="primary" off={off} data-testid={`keep-${prediction.id}`}>
        Keep it
      </Button>
      <Button onClick={onSkip} off={off} data-testid={`skip-${prediction.id}`}>
        Skip
      </Button>
      {why !== undefined && (
        <p id={`${field}-why`} role="alert" className={styles.why}>
          {why}
        </p>
      )}
    </form>
  );
}
