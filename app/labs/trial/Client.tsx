import { sayMs } from "@/app/sim/experiments/words";
import type { TrialRun } from "@/app/sim/run/trial-record";
import type { Demand } from "@/app/sim/trial/demands";
import { fillFigure, stormFigure } from "@/app/sim/trial/figures";
import { PLATFORMS, runsOn } from "@/app/sim/trial/platforms";
import type { TrialSetup } from "@/app/sim/trial/setup";
import { WALL_WORDS, WORK_WORDS } from "@/app/sim/trial/words";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { RadioSwitch } from "@/app/ui/RadioSwitch";
import { ValueTable } from "@/app/ui/ValueTable";
import type { Choose } from "./Choosing";

interface Props {
  readonly setup: TrialSetup;
  readonly client: string;
  /** The client's latest run. */
  readonly latest: TrialRun | undefined;
  readonly off: boolean;
  readonly onChoose: Choose;
}

/** Whose host it is, what the client wants, and what the latest run has of it. Whether that is enough is for the reader to say. */
export function Client({ setup, client, latest, off, onChoose }: Props) {
  const demands = setup.clients.find(({ id }) => id === client)?.demands ?? [];
  return (
    <>
      <RadioSwitch
        legend="Client"
        options={setup.clients.map(({ id, name }) => ({ value: id, label: name, testId: `client-${id}` }))}
        chosen={client}
        onChoose={(id) => onChoose({ client: id })}
        off={off}
      />
      <ValueTable
        caption="What the client wants"
        head={["Wanted", "Latest run"]}
        rows={demands.map((demand) => ({
          key: demand.kind,
          cells: [wantedWords(demand), <Has key="has" demand={demand} run={latest} />],
        }))}
      />
    </>
  );
}

function wantedWords(demand: Demand): string {
  switch (demand.kind) {
    case "runs":
      return `runs ${WORK_WORDS[demand.work]}`;
    case "wall":
      return `each has at least ${WALL_WORDS[demand.wall]}`;
    case "fits":
      return `at least ${numberText(demand.least, "count")} fit`;
    case "storm":
      return `${numberText(demand.starts, "count")} at one moment, the last up within ${sayMs(demand.mostMs)}`;
  }
}

function Has({ demand, run }: { readonly demand: Demand; readonly run: TrialRun | undefined }) {
  if (run === undefined) return "–";
  const { platform, way } = run.inputs;
  switch (demand.kind) {
    case "runs":
      return runsOn(demand.work, platform, way) ? "it does" : "it does not";
    case "wall":
      return WALL_WORDS[PLATFORMS[platform].wall];
    case "fits":
      return (
        <FigureValue
          figure={fillFigure(run, run.fits, "count", "instances that fit")}
          label="Instances that fit"
          testId="has-fits"
        />
      );
    case "storm":
      return run.storm === undefined ? (
        "none fits"
      ) : (
        <>
          {run.storm.instances < demand.starts && `of ${numberText(run.storm.instances, "count")}: `}
          <FigureValue
            figure={stormFigure(run, run.storm.lastMs, "ms", "until the last was up")}
            label="Until the last was up"
            testId="has-storm"
          />
        </>
      );
  }
}
