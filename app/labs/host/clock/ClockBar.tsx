import { ErrorPanel } from "../../workbench/column/problems";
import { useHost, useHostLabApi } from "../hostStore";
import { useAttempt } from "../useAttempt";
import styles from "./ClockBar.module.css";
import { PlayButtons, StepButton, useStep, VirtualTime } from "./ClockParts";
import { MarkList } from "./MarkList";
import { RunFile } from "./RunFile";
import { Scrubber } from "./Scrubber";
import { useSeek } from "./useSeek";

interface Props {
  readonly onImported: ((text: string) => void) | undefined;
}

/** Virtual time, and everything that makes it go, stop, and go back. */
export function ClockBar({ onImported }: Props) {
  const lab = useHostLabApi();
  const step = useStep();
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
            <PlayButtons lab={lab} playing={playing} off={off} attempt={attempt} />
          </fieldset>
          <fieldset className={styles.buttons}>
            <legend className="visually-hidden">Step</legend>
            <StepButton
              step={step}
              off={off || playing !== undefined}
              onStep={() => attempt(() => lab.step(step.ns))}
              testId="step"
            />
          </fieldset>
          <Status />
        </div>
        <Scrubber stepNs={step.ns} wishNs={wishNs} onSeek={seek} />
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

const Time = () => <VirtualTime atNs={useHost(({ state }) => state.view?.nowNs ?? 0)} />;

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
