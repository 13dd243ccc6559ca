import { useId, useState } from "react";
import { Button } from "@/app/ui/Button";
import { useContainers } from "../containerStore";
import { type BuiltInSetup, setupById, setups } from "../setups";
import styles from "./SetupChooser.module.css";

interface Props {
  readonly chosen: BuiltInSetup;
  readonly onChoose: (setup: BuiltInSetup) => void;
}

/** Which machine, with what on it. */
export function SetupChooser({ chosen, onChoose }: Props) {
  const id = useId();
  const off = useContainers(({ status }) => status === "busy");
  const setup = useContainers((state) => state.setup);
  const [picked, pick] = useState<string>();
  const shown = setupById(picked ?? chosen.id) ?? chosen;
  return (
    <section className={styles.chooser} aria-label="Setup">
      <div className={styles.row}>
        <label htmlFor={id}>Machine</label>
        <select id={id} value={shown.id} onChange={({ target }) => pick(target.value)} data-testid="setup">
          {setups.map(({ id: key, setup: { name } }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
        <Button
          off={off}
          onClick={() => {
            onChoose(shown);
            pick(undefined);
          }}
          data-testid="set-up"
        >
          {shown.id === chosen.id ? "Set up afresh" : "Set up"}
        </Button>
        {setup !== undefined && (
          <span className={styles.facts} data-testid="setup-facts">
            {setup.cores} {setup.cores === 1 ? "core" : "cores"}, {setup.memoryMiB} MiB, seed {setup.seed}
          </span>
        )}
      </div>
      <p className={styles.what}>{shown.what}</p>
    </section>
  );
}
