import { useState } from "react";
import type { Chart as ChartOf } from "@/app/sim/experiments/table";
import type { Figure } from "@/app/sim/figures/figure";
import type { TrialRun } from "@/app/sim/run/trial-record";
import { fillFigure, startOf, stormFigure } from "@/app/sim/trial/figures";
import { isSame } from "@/app/sim/trial/lab";
import { trialTables } from "@/app/sim/trial/tables";
import { END_WORDS, fullNamesOf } from "@/app/sim/trial/words";
import { Button } from "@/app/ui/Button";
import { Chart } from "@/app/ui/chart/Chart";
import { FigureValue } from "@/app/ui/FigureValue";
import { RadioSwitch } from "@/app/ui/RadioSwitch";
import { ValueTable } from "@/app/ui/ValueTable";
import shared from "../experiments/Experiments.module.css";
import styles from "./Trial.module.css";

interface Props {
  readonly runs: readonly TrialRun[];
  readonly advised: TrialRun | undefined;
  readonly onAdvise: (run: TrialRun) => void;
}

/** More beside each other are not told apart in a chart. */
const CHARTED = 6;

/** The runs so far: the latest few as charts, all as a table. */
export function Runs({ runs, advised, onAdvise }: Props) {
  const names = fullNamesOf(runs);
  return (
    <>
      <Charts runs={runs.slice(-CHARTED)} />
      <ValueTable
        caption="All runs, the latest first. Open a number for its origin."
        head={[
          "Run",
          "fit",
          "ended first",
          "one more takes",
          "one start",
          "last of the storm",
          ...adviceHead(runs),
        ]}
        scrollLabel="All runs"
        rows={runs.toReversed().map((run, n) => ({
          key: JSON.stringify(run.inputs),
          cells: [
            names[runs.length - 1 - n],
            numberCell(
              n,
              "fits",
              "Instances that fit",
              fillFigure(run, run.fits, "count", "instances that fit"),
            ),
            END_WORDS[run.endedBy],
            numberCell(
              n,
              "each",
              "Memory of one more",
              fillFigure(run, run.eachBytes, "bytes", "memory of one more"),
            ),
            numberCell(n, "start", "One start alone", startOf(run.inputs).figure),
            run.storm === undefined
              ? "none fits"
              : numberCell(
                  n,
                  "last",
                  "Last of the storm",
                  stormFigure(run, run.storm.lastMs, "ms", "until the last was up"),
                ),
            ...(run.client === undefined
              ? []
              : [
                  <Advise
                    key="advise"
                    n={n}
                    isAdvised={advised !== undefined && isSame(advised, run)}
                    onAdvise={() => onAdvise(run)}
                  />,
                ]),
          ],
        }))}
      />
      <p className={shared.quiet}>
        All figures are modelled, from what real guests and the simulated kernel were measured at. Memory is
        that of the platform's usual guest, however it was started.
      </p>
    </>
  );
}

const numberCell = (n: number, id: string, label: string, figure: Figure) => (
  <FigureValue key={id} figure={figure} label={label} testId={`${id}-${n}`} bare />
);

const adviceHead = (runs: readonly TrialRun[]): readonly string[] =>
  runs[0]?.client === undefined ? [] : ["advice"];

interface AdviseProps {
  readonly n: number;
  readonly isAdvised: boolean;
  readonly onAdvise: () => void;
}

function Advise({ n, isAdvised, onAdvise }: AdviseProps) {
  return (
    <Button onClick={onAdvise} aria-pressed={isAdvised} data-testid={`advise-${n}`}>
      {isAdvised ? "✓ Advised" : "Advise this"}
    </Button>
  );
}

const CHART_WORDS: Readonly<Record<string, string>> = {
  "full fits": "how many fit",
  "way memory": "memory on the way",
  "way cores": "cores on the way",
  "memory memory": "memory of one",
  "start mean": "the storm's mean",
  "start last": "the storm's last",
  "start alone": "one start",
};

const drawnIn = (chart: ChartOf): string =>
  "value" in chart ? chart.value : chart.kind === "curves" ? chart.y : "";

function Charts({ runs }: { readonly runs: readonly TrialRun[] }) {
  const { inputs, client } = runs[runs.length - 1]!;
  const [chosen, show] = useState<string>();
  const shown = chosen ?? (client === undefined && inputs.starts > 1 ? "start last" : "full fits");
  const offers = trialTables(runs).flatMap((table) =>
    table.charts.map((chart) => ({
      table,
      chart,
      id: `${table.id} ${drawnIn(chart)}`,
    })),
  );
  const { table, chart } = offers.find((offer) => offer.id === shown) ?? offers[0]!;
  return (
    <div className={styles.charts}>
      <RadioSwitch
        legend="What is drawn"
        legendHidden
        options={offers.map((offer) => ({
          value: offer.id,
          label: CHART_WORDS[offer.id] ?? offer.id,
          testId: `chart-${offer.id.replace(" ", "-")}`,
        }))}
        chosen={shown}
        onChoose={show}
      />
      <h3 className={styles.finding} data-testid="finding">
        {table.title}
      </h3>
      <p className={shared.quiet}>{table.caption}</p>
      <Chart table={table} chart={chart} label={`${table.title}. ${table.caption}`} />
    </div>
  );
}
