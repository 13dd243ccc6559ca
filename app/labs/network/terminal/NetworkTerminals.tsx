import { useMemo } from "react";
import { ConsoleView } from "../../workbench/terminal/ConsoleView";
import { useNetwork, useNetworkLabApi } from "../networkStore";
import { consoleLab } from "./consoleLab";
import styles from "./NetworkTerminals.module.css";

/** The id of the element that holds a machine's terminal. */
export const terminalPlace = (machine: string): string => `terminal-of-${machine}`;

/** The console of each machine. */
export function NetworkTerminals() {
  const api = useNetworkLabApi();
  const lab = useMemo(() => consoleLab(api), [api]);
  const machines = useNetwork(({ setup }) => setup)?.machines ?? [];
  return (
    <div className={styles.terminals} data-testid="terminals">
      {machines.map(({ id, name, kind, address }) => (
        <div key={id} id={terminalPlace(id)} data-track={kind}>
          <h3 className={styles.name}>
            {name} <span className={styles.address}>{address}</span>
          </h3>
          <ConsoleView lab={lab} id={id} name={`Terminal of the ${name}`} />
        </div>
      ))}
    </div>
  );
}
