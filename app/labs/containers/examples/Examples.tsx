import { useId, useState } from "react";
import { Button } from "@/app/ui/Button";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../../workbench/column/problems";
import { useContainerLabApi, useContainers } from "../containerStore";
import styles from "./Examples.module.css";
import { examples } from "./examples";

const FIRST_TERMINAL = 0;

/** Worked examples that are typed into the terminal, a line at a time, so that there is time to look. */
export function Examples() {
  const id = useId();
  const lab = useContainerLabApi();
  const ready = useContainers(({ status, playing }) => status === "ready" && playing !== undefined);
  const { attempt, problem } = useAttempt("the terminal");
  const [place, setPlace] = useState({ example: 0, step: 0 });
  const example = examples[place.example] ?? examples[0];
  if (example === undefined) return null;
  const next = example.steps[place.step];
  const last = example.steps[place.step - 1];
  const type = () =>
    attempt(() => {
      if (next === undefined) return;
      lab.type(FIRST_TERMINAL, new TextEncoder().encode(`${next.line}\r`));
      setPlace({ ...place, step: place.step + 1 });
    });
  return (
    <section className={styles.examples} aria-labelledby={`${id}title`} data-testid="examples">
      <h2 id={`${id}title`} className="visually-hidden">
        Worked examples
      </h2>
      <div className={styles.row}>
        <label htmlFor={id}>Worked example</label>
        <select
          id={id}
          value={place.example}
          onChange={({ target }) => setPlace({ example: Number(target.value), step: 0 })}
          data-testid="example"
        >
          {examples.map(({ id: key, name }, index) => (
            <option key={key} value={index}>
              {name}
            </option>
          ))}
        </select>
        <Button kind="accent" off={!ready || next === undefined} onClick={type} data-testid="type-next">
          Type line {Math.min(place.step + 1, example.steps.length)} of {example.steps.length}
        </Button>
        <Button off={place.step === 0} onClick={() => setPlace({ ...place, step: 0 })}>
          From the beginning
        </Button>
      </div>
      <p className={styles.what}>{place.step === 0 ? example.what : last?.why}</p>
      {next !== undefined && (
        <p className={styles.next}>
          <span className={styles.soft}>{place.step === 0 ? "First:" : "Next:"}</span>{" "}
          <code data-testid="next-line">{next.line}</code>
        </p>
      )}
      {problem && <ErrorPanel id="example" error={problem} />}
    </section>
  );
}
