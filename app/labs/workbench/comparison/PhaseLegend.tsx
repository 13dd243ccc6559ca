import { PhaseSwatch } from "@/app/ui/PhaseBar";
import { phaseWords } from "../words";
import type { Booted } from "./finding";
import styles from "./PhaseLegend.module.css";

/** The patterns of the bars of some boots, each phase once. */
export function PhaseLegend({ boots }: { readonly boots: readonly Booted["boot"][] }) {
  const phases = new Map(
    boots.flatMap(({ phases, track }) => phases.map(({ name }) => [name, track] as const)),
  );
  return (
    <ul className={styles.legend} aria-label="Phases">
      {[...phases].map(([name, track]) => (
        <li key={name}>
          <PhaseSwatch track={track} name={name} />
          {phaseWords[name]}
        </li>
      ))}
    </ul>
  );
}
