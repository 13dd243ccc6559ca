"use client";

import type { RefObject } from "react";
import type { Chart as ChartOf, ExperimentTable, Row } from "@/app/sim/experiments/table";
import { BarsChart } from "./BarsChart";
import { BillChart } from "./BillChart";
import { BoxesChart } from "./BoxesChart";
import styles from "./Chart.module.css";
import { CurvesChart } from "./CurvesChart";
import { GroupsChart } from "./GroupsChart";
import { useChartWidth } from "./useChartWidth";

interface Props {
  readonly table: ExperimentTable;
  readonly chart: ChartOf;
  readonly beside?: readonly Row[];
  readonly label: string;
}

/** A chart of a table, as wide as its place; one that needs more scrolls, by keyboard too. */
export function Chart({ table, chart, beside = [], label }: Props) {
  const [ref, width] = useChartWidth<HTMLElement>();
  return (
    <section
      ref={ref as RefObject<HTMLElement>}
      className={styles.chart}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what may scroll must be reachable by keyboard
      tabIndex={0}
    >
      {width !== undefined && (
        <Drawn table={table} chart={chart} beside={beside} label={label} width={width} />
      )}
    </section>
  );
}

function Drawn({ chart, ...props }: Required<Props> & { readonly width: number }) {
  switch (chart.kind) {
    case "bars":
      return <BarsChart chart={chart} {...props} />;
    case "boxes":
      return <BoxesChart chart={chart} {...props} />;
    case "curves":
      return <CurvesChart chart={chart} {...props} />;
    case "groups":
      return <GroupsChart chart={chart} {...props} />;
    case "bill":
    case "shares":
      return <BillChart chart={chart} {...props} />;
  }
}
