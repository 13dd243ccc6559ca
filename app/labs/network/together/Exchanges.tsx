import { useId } from "react";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import { ExitTable } from "../../workbench/column/ExitTable";
import {
  exchangeCallsFigure,
  exchangeExitsFigure,
  exchangeFramesFigure,
  exchangeTimeFigure,
} from "../figures";
import { useNetwork } from "../networkStore";
import styles from "./Together.module.css";

const NONE: readonly NetworkExchange[] = [];

/** What the last scripts that began together said and cost; those before them only in numbers. */
export function Exchanges() {
  const exchanges = useNetwork((state) => state.exchanges) ?? NONE;
  const names = new Map(useNetwork(({ setup }) => setup)?.machines.map(({ id, name }) => [id, name]));
  const last = exchanges.at(-1);
  if (last === undefined) return null;
  return (
    <>
      <ValueTable
        caption="Since the network was built, the last on top. Counts are ● measured, times ◇ modelled."
        head={["No.", "took", "machine", "exits", "frames", "system calls", "ended with"]}
        scrollLabel="Table of scripts that began together"
        rows={exchanges.flatMap((exchange, place) => rowsOf(exchange, place + 1, names)).reverse()}
      />
      <LastWords exchange={last} names={names} />
    </>
  );
}

function rowsOf(exchange: NetworkExchange, number: number, names: ReadonlyMap<string, string>) {
  return Object.entries(exchange.machines)
    .reverse()
    .map(([machine, did]) => {
      const name = names.get(machine) ?? machine;
      const figure = (what: string, value: Parameters<typeof FigureValue>[0]["figure"]) => (
        <FigureValue
          key={what}
          figure={value}
          label={`${name}, run ${number}, ${what}`}
          testId={`${what.replace(" ", "-")}-${number}-${machine}`}
          bare
        />
      );
      return {
        key: `${number} ${machine}`,
        cells: [
          number,
          figure("time", exchangeTimeFigure(exchange)),
          name,
          did.exits === undefined ? "" : figure("exits", exchangeExitsFigure(did.exits)),
          figure("frames", exchangeFramesFigure(did)),
          did.calls === undefined ? "" : figure("system calls", exchangeCallsFigure(did.calls)),
          did.answer === undefined ? "no script" : (did.answer.status ?? "its time was over"),
        ],
      };
    });
}

/** What the scripts wrote, and the exits of each machine by device. */
function LastWords({
  exchange,
  names,
}: {
  readonly exchange: NetworkExchange;
  readonly names: ReadonlyMap<string, string>;
}) {
  const id = useId();
  return Object.entries(exchange.machines).map(([machine, { answer, exits }]) => {
    const name = names.get(machine) ?? machine;
    return (
      <section key={machine} className={styles.answer} aria-labelledby={`${id}${machine}`}>
        <h3 id={`${id}${machine}`}>{name}, the last run</h3>
        {answer !== undefined && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <section className={styles.output} tabIndex={0} aria-label={`Output on ${name}`}>
            <pre data-testid={`output-${machine}`}>
              {`${answer.stdout}${answer.stderr}` || "(nothing was written)"}
            </pre>
          </section>
        )}
        {exits !== undefined && (
          <details>
            <summary>Its exits by device</summary>
            <ExitTable id={`last-${machine}`} exits={exits} />
          </details>
        )}
      </section>
    );
  });
}
