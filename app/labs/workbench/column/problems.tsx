import type { Crash } from "@/app/guest/guest";
import type { LabError } from "@/app/guest/lab/state";
import { numberText } from "@/app/ui/format";
import styles from "./problems.module.css";

/** Something that did not work: what happened, to what, and what to do. */
export function ErrorPanel({ id, error }: { readonly id: string; readonly error: LabError }) {
  return (
    <div className={styles.panel} role="alert" data-testid={`error-${id}`}>
      <p className={styles.what}>{error.what}</p>
      <dl className={styles.facts}>
        <dt>Where</dt>
        <dd>{error.where}</dd>
        <dt>What to do</dt>
        <dd>{error.whatToDo}</dd>
      </dl>
    </div>
  );
}

/** The end of a guest that has crashed: why, when, and what it left. The other columns go on. */
export function CrashPanel({ id, crash }: { readonly id: string; readonly crash: Crash }) {
  const { reason, message, atNs, instructions, registers, console: lines } = crash;
  return (
    <div className={styles.panel} role="alert" data-testid={`crash-${id}`} data-value={reason}>
      <p className={styles.what}>The guest has crashed: {reason}.</p>
      {message !== "" && <p>{message}</p>}
      <p>
        At {numberText(atNs / 1e6, "ms")} of its virtual time, after{" "}
        {numberText(instructions, "instructions")} instructions. The other columns are not touched. Boot it
        again, or put back a saved state.
      </p>
      {lines.length > 0 && (
        <details>
          <summary>Last lines on the console</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className={styles.lines} tabIndex={0} aria-label="Last lines on the console">
            <pre>{lines.join("\n")}</pre>
          </section>
        </details>
      )}
      {Object.keys(registers).length > 0 && (
        <details>
          <summary>Registers</summary>
          <dl className={styles.registers}>
            {Object.entries(registers).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
