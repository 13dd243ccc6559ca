"use client";

import { Button } from "@/app/ui/Button";
import styles from "../../host/clock/ClockBar.module.css";
import { useAttempt } from "../../host/useAttempt";
import { momentText } from "../../host/virtualTime";
import { ErrorPanel } from "../../workbench/column/problems";
import { useContainerLabApi, useContainers } from "../containerStore";

const NS_PER_MS = 1e6;
const STEP_MS = 10;

/** Virtual time of the simulated machine, and what makes it go and stop. */
export function ContainerClock() {
  const lab = useContainerLabApi();
  const { attempt, problem } = useAttempt("the clock");
  const playing = useContainers(({ playing: now }) => now);
  const ready = useContainers(({ status }) => status === "ready");
  const error = useContainers(({ error: now }) => now);
  const shown = problem ?? error;
  return (
    <section className={styles.bar} aria-label="Clock" data-testid="clock-bar">
      <div className={styles.row}>
        <Time />
        <fieldset className={styles.buttons}>
          <legend className="visually-hidden">Run</legend>
          {playing === undefined ? (
            <Button
              kind="primary"
              off={!ready}
              onClick={() => attempt(() => lab.play("interactive"))}
              data-testid="play"
            >
              Play
            </Button>
          ) : (
            <Button kind="primary" onClick={() => attempt(() => lab.pause())} data-testid="pause">
              Pause
            </Button>
          )}
          <Button
            off={!ready}
            aria-pressed={playing === "fast"}
            onClick={() => attempt(() => lab.play(playing === "fast" ? "interactive" : "fast"))}
            data-testid="fast"
          >
            As fast as possible
          </Button>
          <Button
            off={!ready || playing !== undefined}
            onClick={() => attempt(() => lab.step(STEP_MS * NS_PER_MS))}
            data-testid="step"
          >
            Step {STEP_MS} ms
          </Button>
        </fieldset>
        <Status />
      </div>
      {shown && <ErrorPanel id="containers" error={shown} />}
    </section>
  );
}

function Time() {
  const nowNs = useContainers(({ view }) => view?.nowNs ?? 0);
  return (
    <p className={styles.time}>
      <span className="visually-hidden">Virtual time: </span>
      <span data-testid="clock" data-value={nowNs}>
        {momentText(nowNs)}
      </span>
    </p>
  );
}

function Status() {
  const status = useContainers((state) => state.status);
  const playing = useContainers((state) => state.playing);
  const calls = useContainers(({ view }) => view?.calls ?? 0);
  const words =
    status === "empty"
      ? ""
      : status === "busy"
        ? "Switching the machine on …"
        : playing === undefined
          ? "Paused"
          : playing === "fast"
            ? "As fast as possible"
            : "Playing";
  return (
    <>
      <p className={styles.status} role="status" data-testid="container-status" data-value={status}>
        {words}
      </p>
      <p className={styles.status}>
        <span data-testid="call-count">{calls.toLocaleString("en")}</span> system calls so far
      </p>
    </>
  );
}
