import { type Arrangement, fullName } from "@/app/sim/vmm/arrangements";
import type { Path } from "@/app/sim/vmm/path";
import { FigureValue } from "@/app/ui/FigureValue";
import { figureText } from "@/app/ui/format";
import { StackedBar } from "@/app/ui/StackedBar";
import { axisEnd } from "@/app/ui/scale";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { ValueTable } from "@/app/ui/ValueTable";
import type { Side } from "./choice";
import { countFigure, inMicros } from "./figures";
import { timesIn } from "./lanes";
import styles from "./PathView.module.css";
import { worldInk, worldWords } from "./worlds";

export interface Drawn {
  readonly side: Side;
  readonly arrangement: Arrangement;
  readonly path: Path;
}

/** What the paths come to, on one axis and as a table. */
export function Totals({ drawn }: { readonly drawn: readonly Drawn[] }) {
  const axisNs = axisEnd(Math.max(...drawn.map(({ path }) => path.totalNs.value)));
  const sum = (how: string) => `Sum over the steps: ${how}.`;
  const row = (
    key: string,
    name: string,
    cell: (of: Drawn) => Parameters<typeof FigureValue>[0]["figure"],
  ) => ({
    key,
    cells: [
      name,
      ...drawn.map((of) => (
        <FigureValue
          key={of.side}
          figure={cell(of)}
          label={`${name}, ${fullName(of.arrangement)}`}
          testId={`${key}-${of.side}`}
        />
      )),
    ],
  });
  return (
    <section className={styles.totals} aria-labelledby="path-totals">
      <h2 id="path-totals" className={styles.title}>
        What it comes to
      </h2>
      {drawn.map((of) => (
        <WorldBar key={of.side} {...of} axisNs={axisNs} />
      ))}
      <ValueTable
        caption="Costs are modelled; open a number for its constants and their sources."
        head={["Whole path", ...drawn.map(({ side, arrangement }) => `${side}: ${arrangement.id}`)]}
        scrollLabel="Totals of the paths"
        rows={[
          row("total", "from asking to the answer", ({ path }) => inMicros(path.totalNs)),
          row("busy", "processor time in it", ({ path }) => inMicros(path.busyNs)),
          row("exits", "exits", ({ path }) => path.exits),
          row("interrupts", "interrupts", ({ path }) => countFigure(path.interrupts, sum("interrupts"))),
          row("copies", "copies of the data", ({ path }) => countFigure(path.copies, sum("copies"))),
          row("switches", "context switches", ({ path }) =>
            countFigure(path.contextSwitches, sum("a thread, a vCPU or a program is scheduled")),
          ),
        ]}
      />
      {drawn.map((of) => (
        <StepTable key={of.side} {...of} />
      ))}
    </section>
  );
}

function WorldBar({ arrangement, path, axisNs, side }: Drawn & { readonly axisNs: number }) {
  const dark = useIsDark();
  const parts = timesIn(path.steps).map(({ world, ns }) => ({
    key: world,
    label: worldWords(world, arrangement.host).name,
    value: ns,
    ...worldInk(world, dark),
  }));
  const text = (ns: number) => figureText(inMicros({ ...path.totalNs, value: ns }));
  const inWords = parts.map(({ label, value }) => `${label} ${text(value)}`).join(", ");
  return (
    <div className={styles.bar}>
      <span className={styles.small}>{fullName(arrangement)}</span>
      <StackedBar
        segments={parts}
        whole={axisNs}
        label={`Time by world: ${inWords}`}
        testId={`bar-${side}`}
      />
      <ul className={styles.legend}>
        {parts.map(({ key, label, value, texture, ground, ink }) => (
          <li key={key}>
            <TextureSwatch texture={texture} ground={ground} ink={ink} /> {label} {text(value)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function StepTable({ arrangement, path, side }: Drawn) {
  return (
    <details className={styles.facts}>
      <summary data-testid={`table-${side}`}>Steps of {fullName(arrangement)} as a table</summary>
      <ValueTable
        caption="Costs modelled, in µs."
        head={["Step", "where", "how it comes there", "exits", "cost"]}
        scrollLabel={`Steps of ${fullName(arrangement)}`}
        rows={path.steps.map(({ id, who, what, world, crossing, exits, cost }) => ({
          key: id,
          cells: [
            <span key="what" className={styles.stepText}>
              {id}. {who}
              <span className={styles.small}>{what}</span>
            </span>,
            worldWords(world, arrangement.host).name,
            crossing ?? "",
            <FigureValue
              key="exits"
              figure={exits}
              label={`Exits of step ${id}`}
              bare={exits.origin.kind === "modelled"}
            />,
            <FigureValue key="cost" figure={inMicros(cost)} label={`Cost of step ${id}`} bare />,
          ],
        }))}
      />
    </details>
  );
}
