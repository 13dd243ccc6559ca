import { useState } from "react";
import { Button } from "@/app/ui/Button";
import { ErrorPanel } from "../../workbench/column/problems";
import { useHost, useHostLabApi } from "../hostStore";
import { useAttempt } from "../useAttempt";
import { momentText } from "../virtualTime";
import styles from "./ClockBar.module.css";
import { MarkList } from "./MarkList";
import { RunFile } from "./RunFile";
import { Scrubber } from "./Scrubber";
import { useSeek } from "./useSeek";

const NS_PER_MS = 1e6;
const steps = [1, 10, 100] as const;

interface Props {
  readonly onImported: ((text: string) => void) | undefined;
}

/** Virtual time, and everything that makes it go, stop, and go back. */
export function ClockBar({ onImported }: Props) {
  const lab = useHostLabApi();
  const [stepMs, setStepMs] = useState<number>(10);
  const { attempt, problem } = useAttempt("the clock");
  const { seek, wishNs } = useSeek(attempt);
  const playing = useHost(({ state }) => state.playing);
  const idle = useHost(({ state }) => state.status === "ready");
  const error = useHost(({ state }) => state.error);
  const shown = problem ?? error;
  const off = !idle && playing === undefined;
  return (
    <>
      <section className={styles.bar} aria-label="Clock" data-testid="clock-bar">
        <div className={styles.row}>
          <Time />
          <fieldset className={styles.buttons}>
            <legend className="visually-hidden">Run</legend>
            {playing === undefined ? (
              <Button
                kind="primary"
                off={off}
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
              off={off}
              aria-pressed={playing === "fast"}
              onClick={() => attempt(() => lab.play(playing === "fast" ? "interactive" : "fast"))}
              data-testid="fast"
            >
              As fast as possible
            </Button>
          </fieldset>
          <fieldset className={styles.buttons}>
            <legend className="visually-hidden">Step</legend>
            <Button
              off={off || playing !== undefined}
              onClick={() => attempt(() => lab.step(stepMs * NS_PER_MS))}
              data-testid="step"
            >
              Step
            </Button>
            <label className={styles.choice}>
              <span className="visually-hidden">Step by</span>
              <select
                value={stepMs}
                onChange={(event) => setStepMs(Number(event.target.value))}
                data-testid="step-ms"
              >
                {steps.map((ms) => (
                  <option key={ms} value={ms}>
                    {ms} ms
                  </option>
                ))}
              </select>
            </label>
          </fieldset>
          <Status />
        </div>
        <Scrubber stepNs={stepMs * NS_PER_MS} wishNs={wishNs} onSeek={seek} />
        {shown && <ErrorPanel id="host" error={shown} />}
      </section>
      <div className={styles.foot}>
        <p className={styles.facts}>
          <ScenarioName /> <Seed />
        </p>
        <MarkList onSeek={seek} />
        <RunFile attempt={attempt} onImported={onImported} />
      </div>
    </>
  );
}

function Time() {
  const nowNs = useHost(({ state }) => state.view?.nowNs ?? 0);
  return (
    <p className={styles.time}>
      <span className="visually-hidden">Virtual time: </span>
      <span data-testid="clock" data-value={nowNs}>
        {momentText(nowNs)}
      </span>
    </p>
  );
}

const ScenarioName = () => (
  <strong data-testid="scenario-name">{useHost(({ state }) => state.scenario)}</strong>
);

const Seed = () => <span data-testid="seed">seed {useHost(({ state }) => state.seed)}</span>;

function Status() {
  const status = useHost(({ state }) => state.status);
  const playing = useHost(({ state }) => state.playing);
  const behind = useHost(
    ({ state }) =>
      state.view !== undefined && state.view.nowNs < state.view.endNs && state.playing === undefined,
  );
  const words = {
    empty: "",
    loading: "Fetching images and building the guests …",
    busy: "Computing again …",
    ready:
      playing === "interactive"
        ? "Playing"
        : playing === "fast"
          ? "As fast as possible"
          : behind
            ? "Paused, back in the run"
            : "Paused",
  }[playing === undefined ? status : "ready"];
  return (
    <p
      className={styles.status}
      role="status"
      data-testid="host-status"
      data-value={status}
      data-playing={playing ?? "no"}
    >
      {words}
    </p>
  );
}
