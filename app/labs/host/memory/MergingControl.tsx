import { modelled } from "@/app/sim/figures/figure";
import type { MergingView } from "@/app/sim/host/view";
import { MERGING_COSTS } from "@/app/sim/memory/merging/costs";
import type { OrderInput } from "@/app/sim/scenario/schema";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import { useHost, useHostStore } from "../hostStore";
import { useInstanceOrder } from "../instances/useInstanceOrder";
import { LogControl } from "../LogControl";
import budget from "../ledger/Budget.module.css";
import styles from "./MergingControl.module.css";

/** Same-page merging on the host: on or off, how fast it scans, what it has found and what that costs. */
export function MergingControl() {
  const view = useHost(({ state }) => state.view);
  const { recent } = useHostStore();
  const { give, wrong } = useInstanceOrder();
  if (view === undefined) return null;
  const { merging } = view;
  const used = merging.running || merging.cpuNs > 0;
  const order = (changes: Omit<Partial<Extract<OrderInput, { do: "merging" }>>, "do">): OrderInput => ({
    do: "merging",
    run: merging.running,
    ...changes,
  });
  return (
    <div className={styles.merging} data-testid="merging">
      <label className={styles.run}>
        <input
          type="checkbox"
          checked={merging.running}
          onChange={({ target }) => void give(order({ run: target.checked }))}
          data-testid="merging-run"
        />{" "}
        Same-page merging
      </label>
      {wrong !== undefined && <p role="alert">{wrong}</p>}
      {used && (
        <>
          <LogControl
            label="pages_to_scan"
            whose="the host"
            testId="pages-to-scan"
            sliderTestId="pages-to-scan-slider"
            value={merging.pagesToScan}
            order={(pagesToScan) => order({ pagesToScan })}
          />
          <LogControl
            label="sleep_millisecs"
            whose="the host"
            testId="sleep-millisecs"
            sliderTestId="sleep-millisecs-slider"
            value={merging.sleepMs}
            order={(sleepMs) => order({ sleepMs })}
          />
          <ValueTable
            caption="What merging has found, and its thread’s time on the cores. Modelled: open a number for how."
            head={["Merging", "value"]}
            rows={rowsOf(merging, recent.mergingPercent(view)).map(({ key, label, figure }) => ({
              key,
              cells: [
                label,
                <FigureValue key="value" figure={figure} label={label} testId={`merging-${key}`} bare />,
              ],
            }))}
          />
          <p className={budget.small}>
            The thread runs in the host’s kernel: on the timeline it is the host’s. A page is merged when two
            passes have found it the same.
          </p>
        </>
      )}
    </div>
  );
}

const counted = (pages: number, what: string) => modelled(pages, "pages", what, []);

function rowsOf(merging: MergingView, percent: number) {
  return [
    {
      key: "shared",
      label: "merged frames (pages_shared)",
      figure: counted(merging.pagesShared, "Frames that merged pages share, as the scan has last seen them."),
    },
    {
      key: "sharing",
      label: "frames saved (pages_sharing)",
      figure: counted(
        merging.pagesSharing,
        "Pages beyond the first on each merged frame, as the scan has last seen them. Of a real guest equal means: equal bytes.",
      ),
    },
    {
      key: "broken",
      label: "shares broken by a write",
      figure: counted(
        merging.brokenShares,
        "Writes to a merged page since the start. Of a real guest they are noticed when the host looks at its pages, each half virtual second.",
      ),
    },
    {
      key: "scans",
      label: "passes over all pages (full_scans)",
      figure: modelled(merging.fullScans, "count", "Passes that have ended.", []),
    },
    {
      key: "cpu",
      label: "ksmd, of one core",
      figure: modelled(
        Math.round(percent * 100) / 100,
        "%",
        "Over the last second of virtual time: pages scanned, compared and merged, each times what it costs.",
        MERGING_COSTS,
      ),
    },
  ];
}
