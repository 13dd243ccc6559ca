import { FigureValue } from "@/app/ui/FigureValue";
import { StackedBar } from "@/app/ui/StackedBar";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { ValueTable } from "@/app/ui/ValueTable";
import { useHost } from "../hostStore";
import styles from "../ledger/Budget.module.css";
import { framesFigure, memoryFigure } from "../ledger/figures";
import { groupInk, groupsOf } from "./states";

const percent = (frames: number, whole: number): string => `${((100 * frames) / whole).toFixed(2)} %`;

/** The second conservation law: every frame of the host is in one state. */
export function MemoryBudget() {
  const dark = useIsDark();
  const memory = useHost(({ state }) => state.view?.memory);
  if (memory === undefined) return null;
  const groups = groupsOf(memory);
  const sum = groups.reduce((total, { frames }) => total + frames, 0);
  return (
    <div className={styles.inner}>
      <StackedBar
        segments={groups.map(({ key, label, frames }) => ({
          key,
          label,
          value: frames,
          ...groupInk(key, dark),
        }))}
        whole={memory.frames}
        label={`Frames of the host: ${groups.map(({ label, frames }) => `${label} ${percent(frames, memory.frames)}`).join(", ")}`}
        testId="memory-budget-bar"
      />
      <ValueTable
        caption="Every frame of the host by its state. Modelled: open a number for how."
        head={["State", "frames", "size", "share"]}
        rows={[...groups, { key: "sum", label: "sum", frames: sum }].map(({ key, label, frames }) => ({
          key,
          cells: [
            key === "sum" ? (
              label
            ) : (
              <span key="state" className={styles.series}>
                <TextureSwatch {...groupInk(key, dark)} /> {label}
              </span>
            ),
            <FigureValue key="frames" figure={framesFigure(frames)} label={`Frames, ${label}`} bare />,
            <FigureValue key="size" figure={memoryFigure(frames, false)} label={`Size, ${label}`} bare />,
            percent(frames, memory.frames),
          ],
        }))}
      />
      {memory.mergedFrames > 0 && (
        <p className={styles.small} data-testid="merged-frames">
          {memory.mergedFrames.toLocaleString("en-GB")} merged frames stand for{" "}
          {memory.pagesSharing.toLocaleString("en-GB")} pages.
        </p>
      )}
      {memory.swapPages > 0 && (
        <p className={styles.small}>
          {memory.swapPages.toLocaleString("en-GB")} pages are on the swap device.
        </p>
      )}
    </div>
  );
}
