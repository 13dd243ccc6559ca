import { useId } from "react";
import { Containers } from "./Containers";
import styles from "./Engine.module.css";
import { Images } from "./Images";

/** What the container engine holds. */
export function Engine() {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="engine">
      <h2 id={`${id}title`} className={styles.title}>
        What docker runs, and from what
      </h2>
      <div className={styles.parts}>
        <Containers />
        <Images />
      </div>
    </section>
  );
}
