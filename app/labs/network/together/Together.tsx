import { useId, useState } from "react";
import { Button } from "@/app/ui/Button";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../../workbench/column/problems";
import benchStyles from "../NetworkBench.module.css";
import { useNetwork, useNetworkLabApi } from "../networkStore";
import { Exchanges } from "./Exchanges";
import styles from "./Together.module.css";

const NO_SCRIPTS: Readonly<Record<string, string>> = {};

/** Scripts for the machines, begun at one moment: what the machines did meanwhile is counted, and nothing else. */
export function Together() {
  const id = useId();
  const lab = useNetworkLabApi();
  const machines = useNetwork(({ setup }) => setup)?.machines ?? [];
  const ready = useNetwork(({ status }) => status === "ready");
  const [scripts, setScripts] = useState(NO_SCRIPTS);
  const [running, setRunning] = useState(false);
  const { attempt, problem } = useAttempt("the scripts");
  const given = machines.flatMap(({ id: machine }) => {
    const script = scripts[machine]?.trim() ?? "";
    return script === "" ? [] : [[machine, script] as const];
  });
  const run = async () => {
    setRunning(true);
    await attempt(() => lab.together(Object.fromEntries(given)));
    setRunning(false);
  };
  return (
    <section className={benchStyles.section} aria-labelledby={`${id}title`} data-testid="together">
      <h2 id={`${id}title`} className={benchStyles.title}>
        Scripts, begun together
      </h2>
      <p className={benchStyles.note}>
        They begin at one moment and run beside the terminals. What each machine does until the last has ended
        is counted below.
      </p>
      <div className={benchStyles.columns}>
        {machines.map(({ id: machine, name, kind }) => (
          <label key={machine} className={styles.script} data-track={kind}>
            Script for {name}
            <textarea
              rows={3}
              spellCheck={false}
              autoCapitalize="off"
              value={scripts[machine] ?? ""}
              onChange={({ target }) => setScripts({ ...scripts, [machine]: target.value })}
              data-testid={`script-${machine}`}
            />
          </label>
        ))}
      </div>
      <p className={benchStyles.row}>
        <Button
          kind="primary"
          off={!ready || running || given.length === 0}
          onClick={run}
          data-testid="run-together"
        >
          Run them together
        </Button>
        <span role="status">{running ? "They run …" : ""}</span>
      </p>
      {problem && <ErrorPanel id="together" error={problem} />}
      <Exchanges />
    </section>
  );
}
