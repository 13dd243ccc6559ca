import { useState } from "react";
import type { TimelineSlice } from "@/app/sim/host/view";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { ValueTable } from "@/app/ui/ValueTable";
import { useHost } from "../hostStore";
import { inkOf, lookOf, modeWords, ownerName } from "../palette";
import { lengthText, momentText } from "../virtualTime";
import styles from "./OnScreen.module.css";
import { type Share, sharesOf, toldOf } from "./slice";

const NAMED = 4;
const LISTED = 24;

interface Props {
  readonly slice: TimelineSlice | undefined;
  readonly fromNs: number;
  readonly toNs: number;
}

/** What the lanes in sight say: in a sentence, and as a table. */
export function OnScreen({ slice, ...visible }: Props) {
  const { fromNs, toNs } = toldOf(slice, visible.fromNs, visible.toNs);
  const [open, setOpen] = useState(false);
  const cores = useHost(({ state }) => state.view?.cores ?? 1);
  const instances = useHost(({ state }) => state.view?.instances) ?? [];
  const wholeNs = cores * Math.max(0, toNs - fromNs);
  const shares = slice === undefined || wholeNs === 0 ? [] : sharesOf(slice, fromNs, toNs);
  const busyNs = shares.reduce((sum, { ns }) => sum + ns, 0);
  const nameOf = (owner: number) => ownerName(instances, owner);
  const percent = (ns: number) => `${((100 * ns) / wholeNs).toFixed(1)} %`;
  const named = shares.slice(0, NAMED).map(({ owner, ns }) => `${nameOf(owner)} ${percent(ns)}`);
  return (
    <>
      <p className={styles.sentence} data-testid="timeline-summary">
        {wholeNs === 0
          ? "Nothing has run yet. Press Play."
          : `${momentText(fromNs)} to ${momentText(toNs)}: ${[...named, `idle ${percent(Math.max(0, wholeNs - busyNs))}`].join(", ")} of the cores’ time. Modelled by the scheduler; a real guest’s time from the instructions and exits that it was counted to make.`}
      </p>
      <details className={styles.table} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary data-testid="timeline-table">What is on screen, as a table</summary>
        {open && (
          <ValueTable
            scrollLabel="What is on screen"
            caption={`Time on cores, ${momentText(fromNs)} to ${momentText(toNs)}, of ${lengthText(wholeNs)} that ${cores} ${cores === 1 ? "core" : "cores"} had. Modelled.`}
            head={["Who", "had a core", "of all cores", "in which modes"]}
            rows={[
              ...shares.slice(0, LISTED).map((share) => ({
                key: String(share.owner),
                cells: [
                  <Name key="name" owner={share.owner} name={nameOf(share.owner)} />,
                  lengthText(share.ns),
                  percent(share.ns),
                  <span key="modes" className={styles.modes}>
                    {modesText(share)}
                  </span>,
                ],
              })),
              {
                key: "idle",
                cells: [
                  "idle",
                  lengthText(Math.max(0, wholeNs - busyNs)),
                  wholeNs > 0 ? percent(Math.max(0, wholeNs - busyNs)) : "",
                  "",
                ],
              },
            ]}
          />
        )}
        {shares.length > LISTED && <p>And {shares.length - LISTED} more, each with less than these.</p>}
      </details>
    </>
  );
}

function Name({ owner, name }: { readonly owner: number; readonly name: string }) {
  const dark = useIsDark();
  const look = useHost(({ looks }) => lookOf(looks, owner));
  return (
    <>
      <TextureSwatch {...inkOf(look, "light", dark)} /> {name}
    </>
  );
}

function modesText({ ns, byMode }: Share): string {
  return Object.entries(byMode)
    .sort(([, a], [, b]) => b - a)
    .map(([mode, spent]) => `${modeWords[mode as keyof typeof byMode]} ${((100 * spent) / ns).toFixed(1)} %`)
    .join(", ");
}
