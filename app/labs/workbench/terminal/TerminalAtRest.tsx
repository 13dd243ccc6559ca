import styles from "./TerminalPanel.module.css";

/** Where a terminal will be, as large as it. */
export function TerminalAtRest() {
  return (
    <div className={styles.panel}>
      <div className={styles.screen} />
      <OffMessage />
      <Hint />
    </div>
  );
}

export const OffMessage = () => <p className={styles.empty}>Off. Start it, and its console appears here.</p>;

export const Hint = () => (
  <p className={styles.hint}>
    Click and type. <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the terminal.
  </p>
);
