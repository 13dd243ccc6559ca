"use client";

import { useState } from "react";
import { arrangementById, arrangements } from "@/app/sim/vmm/arrangements";
import type { Compared, Look, PathLabOrder, PathLabState } from "@/app/sim/vmm/path-lab";
import { type Choice, type ChoiceAction, choose } from "./choice";
import { FloorView } from "./FloorView";
import floorStyles from "./FloorView.module.css";
import { PathBoard } from "./PathView";
import styles from "./PathView.module.css";

interface Props {
  readonly state: PathLabState;
  readonly onOrder: (order: PathLabOrder) => void;
}

/** A lab of paths, held by somebody else: hosts whose card can be handed out where it has some, and the paths looked at. */
export function PathBench({ state, onOrder }: Props) {
  const [step, setStep] = useState<Choice["step"]>({ left: 0, right: 0 });
  const choice = choiceOf(state.compared, step);
  const dispatch = (action: ChoiceAction) => {
    setStep(choose(choice, action).step);
    const look = lookOf(action);
    if (look !== undefined) onOrder(look);
  };
  return (
    <section className={styles.view} aria-label="Paths of I/O" data-testid="path-bench">
      <p className={floorStyles.setup} data-testid="paths-name">
        {state.setup}
      </p>
      {state.floor !== undefined && <FloorView floor={state.floor} onOrder={onOrder} />}
      <PathBoard choice={choice} dispatch={dispatch} />
    </section>
  );
}

function choiceOf({ io, inFlight, left, right }: Compared, step: Choice["step"]): Choice {
  const other = right === undefined ? undefined : arrangementById(right);
  return {
    io,
    inFlight,
    left: arrangementById(left) ?? arrangements[0],
    ...(other === undefined ? {} : { right: other }),
    step,
  };
}

/** The lab's order for what was chosen; undefined for what only the view needs to know. */
function lookOf(action: ChoiceAction): Look | undefined {
  switch (action.type) {
    case "kind":
      return { do: "compare", io: action.kind };
    case "bytes":
      return { do: "compare", bytes: action.bytes };
    case "in-flight":
      return { do: "compare", inFlight: action.inFlight };
    case "arrangement":
      return { do: "compare", [action.side]: action.id };
    case "alone":
      return { do: "compare", right: "none" };
    case "step":
      return undefined;
  }
}
