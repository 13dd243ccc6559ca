import { useEffect, useState } from "react";
import { createStore, useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { ColumnState } from "@/app/guest/lab/state";
import type { PowerState } from "@/app/sim/run/record";
import { BootAllButton, bootAll } from "../workbench/BootAll";
import { bootOf, finding } from "../workbench/comparison/finding";
import type { LabView } from "../workbench/labStore";
import { isStarting } from "../workbench/words";
import styles from "./LiveFigure.module.css";
import type { RunningLab } from "./useRunningLab";
import { WORK } from "./work";

const noLab = createStore<LabView>(() => ({ columns: [] }));
const ALL_OFF: readonly PowerState[] = ["off", "off", "off"];
const ALL_ORDERED: readonly PowerState[] = ["loading", "loading", "loading"];

/** What was found, once nothing is on its way to a prompt and there are two to compare. */
function titleOf(columns: readonly ColumnState[]): string {
  const boots = columns.flatMap(bootOf);
  return boots.length < 2 || columns.some(({ power }) => isStarting(power))
    ? "From the order to a prompt, three ways"
    : finding(boots);
}

interface Props {
  readonly running: RunningLab | undefined;
  readonly failed: boolean;
  readonly onFetch: () => void;
}

/**
 * The title of the figure, which becomes what was found, and the one button: the same from before the lab is there until
 * all of it is on, so that the keyboard keeps its place.
 */
export function FigureBar({ running, failed, onFetch }: Props) {
  const [ordered, setOrdered] = useState(false);
  useEffect(() => {
    if (ordered && running !== undefined) {
      const { lab, refresh } = running.store;
      bootAll(lab, (id) => lab.type(id, new TextEncoder().encode(`${WORK}\n`)));
      refresh();
    }
    if (running !== undefined || failed) setOrdered(false);
  }, [ordered, running, failed]);
  const view = running?.store.view ?? noLab;
  const powers = useStore(
    view,
    useShallow(({ columns }) => columns.map(({ power }) => power)),
  );
  const title = useStore(view, ({ columns }) => titleOf(columns));
  const order = () => {
    setOrdered(true);
    onFetch();
  };
  return (
    <div className={styles.bar}>
      <BootAllButton powers={ordered ? ALL_ORDERED : powers.length > 0 ? powers : ALL_OFF} onBoot={order} />
      <h2 className={styles.title} aria-live="polite" data-testid="finding">
        {title}
      </h2>
      {failed && (
        <p role="alert" className={styles.failed} data-testid="lab-failed">
          The lab could not be fetched. Check the network connection, then reload the page.
        </p>
      )}
    </div>
  );
}
