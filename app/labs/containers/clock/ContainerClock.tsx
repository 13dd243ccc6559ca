"use client";

import styles from "../../host/clock/ClockBar.module.css";
import { PacedClock } from "../../paced/PacedClock";
import { useContainerLabApi, useContainers } from "../containerStore";

/** Virtual time of the simulated machine, and what makes it go and stop. */
export function ContainerClock() {
  const lab = useContainerLabApi();
  const playing = useContainers(({ playing: now }) => now);
  const status = useContainers((state) => state.status);
  const error = useContainers(({ error: now }) => now);
  const nowNs = useContainers(({ view }) => view?.nowNs ?? 0);
  const calls = useContainers(({ view }) => view?.calls ?? 0);
  return (
    <PacedClock
      id="container"
      lab={lab}
      nowNs={nowNs}
      ready={status === "ready"}
      playing={playing}
      error={error}
      busyWith={status === "busy" ? "Switching the machine on …" : ""}
    >
      <p className={styles.status}>
        <span data-testid="call-count">{calls.toLocaleString("en")}</span> system calls so far
      </p>
    </PacedClock>
  );
}
