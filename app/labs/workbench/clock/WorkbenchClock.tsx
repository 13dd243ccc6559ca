import { useShallow } from "zustand/react/shallow";
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import type { HostSettings } from "@/app/sim/together/settings";
import { Button } from "@/app/ui/Button";
import { saveFile } from "@/app/ui/saveFile";
import barStyles from "../../host/clock/ClockBar.module.css";
import { StepButton, useStep, VirtualTime } from "../../host/clock/ClockParts";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../column/problems";
import { useColumns, useLabApi } from "../labStore";
import { isOn, isStarting } from "../words";
import styles from "./Clock.module.css";
import { CopyLink } from "./CopyLink";
import { Lanes } from "./Lanes";
import { LookingBack } from "./LookingBack";
import { RunMarks } from "./RunMarks";
import { useRun } from "./runStore";

/** The clock of all columns: what makes them go and stop, where their run stands, and what it was at any moment of it. */
export function WorkbenchClock({ host }: { readonly host: HostSettings }) {
  const lab = useLabApi();
  const step = useStep();
  const { attempt, problem } = useAttempt("the clock");
  const powers = useColumns(useShallow((columns) => columns.map(({ power }) => power)));
  const paused = powers.includes("paused");
  const playing = powers.some((power) => power === "running" || isStarting(power));
  return (
    <section className={styles.clock} aria-label="Clock of all columns" data-testid="clock-bar">
      <div className={barStyles.row}>
        <Time />
        <fieldset className={barStyles.buttons}>
          <legend className="visually-hidden">Run of all columns</legend>
          {paused && !playing ? (
            <Button onClick={() => attempt(() => playAll(lab))} data-testid="play-all">
              Play all
            </Button>
          ) : (
            <Button off={!playing} onClick={() => attempt(() => pauseAll(lab))} data-testid="pause-all">
              Pause all
            </Button>
          )}
          <StepButton
            step={step}
            off={!paused || playing}
            onStep={() => attempt(() => stepAll(lab, step.ns))}
            testId="step-all"
            title="Lets every paused column run on for so long, on its own virtual clock."
          />
        </fieldset>
        <p className={barStyles.status} data-testid="run-status">
          {statusWords(powers)}
        </p>
        <fieldset className={barStyles.buttons}>
          <legend className="visually-hidden">Take along</legend>
          <CopyLink host={host} />
          <Button
            off={powers.every((power) => power === "off")}
            onClick={() => saveRecord(lab)}
            data-testid="save-record"
          >
            Save record
          </Button>
        </fieldset>
        <p className={barStyles.status} data-testid="seed">
          seed {lab.scenario.seed}
        </p>
      </div>
      <Lanes stepNs={step.ns} />
      <RunMarks />
      <LookingBack />
      {problem && <ErrorPanel id="clock" error={problem} />}
    </section>
  );
}

const Time = () => (
  <VirtualTime
    atNs={useRun((view) => view.farNs)}
    name="Virtual time of the farthest column"
    title="Virtual time of the column that has come farthest"
  />
);

const inState = (lab: LabApi, fits: (power: ColumnState["power"]) => boolean): readonly string[] =>
  lab
    .columns()
    .filter(({ power }) => fits(power))
    .map(({ id }) => id);

function playAll(lab: LabApi): void {
  for (const id of inState(lab, (power) => power === "paused")) lab.resume(id);
}

const pauseAll = (lab: LabApi): Promise<unknown> =>
  Promise.all(inState(lab, (power) => power === "running" || power === "booting").map((id) => lab.pause(id)));

const stepAll = (lab: LabApi, ns: number): Promise<unknown> =>
  Promise.all(inState(lab, (power) => power === "paused").map((id) => lab.step(id, ns)));

const saveRecord = (lab: LabApi): void =>
  saveFile(
    "workbench-record.json",
    new Blob([`${JSON.stringify(lab.record(), null, 1)}\n`], { type: "application/json" }),
  );

function statusWords(powers: readonly ColumnState["power"][]): string {
  const on = powers.filter(isOn);
  if (on.length === 0) return "Nothing is on";
  const paused = on.filter((power) => power === "paused").length;
  if (paused === on.length) return "Paused";
  if (on.some(isStarting)) return "Starting, as fast as possible";
  return paused === 0 ? "Playing" : `Playing, ${paused} paused`;
}
