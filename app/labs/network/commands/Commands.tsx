import { useId } from "react";
import { Button } from "@/app/ui/Button";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../../workbench/column/problems";
import benchStyles from "../NetworkBench.module.css";
import { useNetwork, useNetworkLabApi } from "../networkStore";
import { terminalPlace } from "../terminal/NetworkTerminals";
import styles from "./Commands.module.css";
import { commands } from "./lines";

/** Lines that a click types into a machine's terminal. */
export function Commands() {
  const id = useId();
  const lab = useNetworkLabApi();
  const ready = useNetwork(({ status, playing }) => status === "ready" && playing !== undefined);
  const setup = useNetwork((state) => state.setup);
  const { attempt, problem } = useAttempt("the terminal");
  const type = (machine: string, line: string) =>
    attempt(() => {
      lab.type(machine, new TextEncoder().encode(`${line}\r`));
      // A terminal out of sight shows nothing, and the answer is what one clicked for.
      document.getElementById(terminalPlace(machine))?.scrollIntoView({ block: "nearest" });
    });
  return (
    <section className={benchStyles.section} aria-labelledby={`${id}title`} data-testid="commands">
      <h2 id={`${id}title`} className={benchStyles.title}>
        Let them talk
      </h2>
      <ul className={styles.list}>
        {commands
          .filter(({ machine }) => setup?.machines.some((one) => one.id === machine))
          .map(({ id: key, machine, what, line }) => (
            <li key={key} className={styles.entry}>
              <Button off={!ready} onClick={() => type(machine, line)} data-testid={`command-${key}`}>
                {what}
              </Button>
              <code className={styles.line}>{line}</code>
            </li>
          ))}
      </ul>
      {problem && <ErrorPanel id="command" error={problem} />}
    </section>
  );
}
