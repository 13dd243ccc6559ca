import { comparison } from "@/app/lessons/compare";
import { GuessForm } from "@/app/lessons/components/Predict";
import type { ExperimentTable } from "@/app/sim/experiments/table";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import styles from "./Experiments.module.css";
import type { Asked } from "./experiments";
import { QUESTIONS } from "./predictions";

/** What somebody thinks before the run; without a value it was skipped. */
export interface Guess {
  readonly value?: number;
}

interface AskProps {
  readonly asked: Asked;
  readonly guess: Guess | undefined;
  readonly onGuess: (guess: Guess | undefined) => void;
}

/** Asks what somebody thinks. Nothing waits for it. */
export function AskGuess({ asked: { experiment, inputs }, guess, onGuess }: AskProps) {
  const { id, unit, min, max, prompt } = QUESTIONS[experiment];
  const question = prompt(inputs);
  if (question === undefined) return null;
  return (
    <section className={styles.guess} aria-labelledby="guess-title" data-testid="ask-guess">
      <h2 id="guess-title" className={styles.small}>
        What do you think?
      </h2>
      <p className={styles.prompt}>{question}</p>
      {guess === undefined ? (
        <GuessForm
          key={id}
          prediction={{ id, unit: unit === "count" ? "" : unit, min, max }}
          off={false}
          onGuess={(value) => onGuess({ value })}
          onSkip={() => onGuess({})}
        />
      ) : (
        <p className={styles.row} data-testid="guess">
          {guess.value === undefined ? (
            "No prediction this time."
          ) : (
            <span>
              Your prediction: <strong>{numberText(guess.value, unit)}</strong>
            </span>
          )}
          <Button onClick={() => onGuess(undefined)}>
            {guess.value === undefined ? "Predict after all" : "Change"}
          </Button>
        </p>
      )}
    </section>
  );
}

interface HeldProps {
  readonly asked: Asked;
  readonly tables: readonly ExperimentTable[];
  readonly guess: Guess | undefined;
}

/** The guess beside what came out; nothing where nobody guessed, or the answer is not there. */
export function HeldGuess({ asked: { experiment, inputs }, tables, guess }: HeldProps) {
  const { unit, prompt, answer } = QUESTIONS[experiment];
  const figure = answer(tables);
  if (guess?.value === undefined || figure === undefined) return null;
  return (
    <section className={styles.guess} aria-label="Prediction and result" data-testid="held-guess">
      <p className={styles.prompt}>{prompt(inputs)}</p>
      <div className={styles.row}>
        <span>
          You: <strong>{numberText(guess.value, unit)}</strong>
        </span>
        <span>
          The experiment: <FigureValue figure={figure} label="Result" testId="guessed-result" />
        </span>
        <span role="status">{comparison(guess.value, figure.value, unit)}</span>
      </div>
    </section>
  );
}
