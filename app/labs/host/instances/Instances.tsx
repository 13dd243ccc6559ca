import { useId, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { Button } from "@/app/ui/Button";
import { useHost } from "../hostStore";
import { InstanceCard } from "./InstanceCard";
import styles from "./Instances.module.css";

const AT_FIRST = 12;
const MORE = 24;

/** Everything that lives on the host. Of a crowd the first are shown, or those whose name is asked for. */
export function Instances() {
  const id = useId();
  const [asked, ask] = useState("");
  const [most, setMost] = useState(AT_FIRST);
  const names = useHost(useShallow(({ state }) => state.view?.instances.map(({ name }) => name) ?? []));
  const found = names.flatMap((name, index) => (name.includes(asked.trim()) ? [{ name, index }] : []));
  const shown = found.slice(0, most);
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="instances">
      <div className={styles.head}>
        <h2 id={`${id}title`} className={styles.title}>
          What runs, what it may have, and what it got in the last second
        </h2>
        {names.length > AT_FIRST && (
          <label className={styles.search}>
            Name contains{" "}
            <input
              type="search"
              value={asked}
              onChange={(event) => ask(event.target.value)}
              data-testid="search"
            />
          </label>
        )}
      </div>
      <div className={styles.cards} data-count={shown.length}>
        {shown.map(({ name, index }) => (
          <InstanceCard key={name} index={index} />
        ))}
      </div>
      {found.length > shown.length && (
        <p className={styles.more}>
          {shown.length} of {found.length} are shown.{" "}
          <Button onClick={() => setMost(most + MORE)}>
            Show {Math.min(MORE, found.length - shown.length)} more
          </Button>
        </p>
      )}
      <p className={styles.caption}>
        Shares are of one core’s time, modelled; open a number for its origin. <em>Steal</em> is the time a
        vCPU was ready and another had the core; of a container’s tasks one says that they waited.
      </p>
    </section>
  );
}
