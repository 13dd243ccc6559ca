"use client";

import { useEffect, useMemo, useReducer } from "react";
import type { Arrangement } from "@/app/sim/vmm/arrangements";
import type { Io } from "@/app/sim/vmm/io";
import { pathOf } from "@/app/sim/vmm/path";
import { Button } from "@/app/ui/Button";
import { Bulk } from "./Bulk";
import { type Choice, type ChoiceAction, type CountedRun, choose, type Side, usualChoice } from "./choice";
import { PathPane } from "./PathPane";
import styles from "./PathView.module.css";
import { Selectors } from "./Selectors";
import { type Drawn, Totals } from "./Totals";

interface Props {
  readonly initial?: Choice;
  /** Exits that a real run in this tab made, for paths of the same kind of I/O. */
  readonly counted?: CountedRun | undefined;
  /** Told of every change, for an address. */
  readonly onChoice?: (choice: Choice) => void;
}

const drawnOf = (side: Side, io: Io, arrangement: Arrangement, counted: CountedRun | undefined): Drawn => ({
  side,
  arrangement,
  path: pathOf(io, arrangement, counted?.kind === io.kind ? counted : undefined),
});

/** The path of an I/O, step by step; two arrangements side by side. */
export function PathView({ initial = usualChoice, counted, onChoice }: Props) {
  const [choice, dispatch] = useReducer(choose, initial);
  useEffect(() => onChoice?.(choice), [choice, onChoice]);
  return <PathBoard choice={choice} dispatch={dispatch} counted={counted} />;
}

interface BoardProps extends Pick<Props, "counted"> {
  readonly choice: Choice;
  readonly dispatch: (action: ChoiceAction) => void;
}

/** The same for who keeps the choice elsewhere. */
export function PathBoard({ choice, dispatch, counted }: BoardProps) {
  const { io, inFlight, left, right, step } = choice;
  const drawn = useMemo(
    () => [
      drawnOf("left", io, left, counted),
      ...(right === undefined ? [] : [drawnOf("right", io, right, counted)]),
    ],
    [io, left, right, counted],
  );
  return (
    <div className={styles.view} data-testid="path-view">
      <Selectors
        io={io}
        onKind={(kind) => dispatch({ type: "kind", kind })}
        onBytes={(bytes) => dispatch({ type: "bytes", bytes })}
      />
      <div className={styles.row}>
        {right === undefined ? (
          <Button
            onClick={() => dispatch({ type: "arrangement", side: "right", id: "native" })}
            data-testid="compare"
          >
            Compare with another arrangement
          </Button>
        ) : (
          <Button onClick={() => dispatch({ type: "alone" })} data-testid="alone">
            Show {left.name} alone
          </Button>
        )}
      </div>
      <div className={styles.panes} data-count={drawn.length}>
        {drawn.map(({ side, arrangement, path }) => (
          <PathPane
            key={side}
            side={side}
            io={io}
            arrangement={arrangement}
            path={path}
            at={Math.min(step[side], path.steps.length - 1)}
            onStep={(to) => dispatch({ type: "step", side, to })}
            onArrangement={(id) => dispatch({ type: "arrangement", side, id })}
          />
        ))}
      </div>
      <Totals drawn={drawn} />
      <Bulk
        io={io}
        drawn={drawn}
        inFlight={inFlight}
        onInFlight={(to) => dispatch({ type: "in-flight", inFlight: to })}
      />
    </div>
  );
}
