import { useEffect, useRef, useState } from "react";
import { MODES, type Mode } from "@/app/sim/host/runnable";
import type { TimelineSlice } from "@/app/sim/host/view";
import { FigureValue } from "@/app/ui/FigureValue";
import { StackedBar } from "@/app/ui/StackedBar";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { ValueTable } from "@/app/ui/ValueTable";
import { useHost, useHostStore } from "../hostStore";
import { modeInk, modeWords } from "../palette";
import { modesOf } from "../timeline/slice";
import { useVisible } from "../useVisible";
import { momentText } from "../virtualTime";
import styles from "./Budget.module.css";
import { coreTimeFigure } from "./figures";

const ASK_EVERY_MS = 400;
const BARS = 16;

const emptyModes = Object.fromEntries(MODES.map((mode) => [mode, 0])) as Record<Mode, number>;
const percent = (ns: number, whole: number): string =>
  whole > 0 ? `${((100 * ns) / whole).toFixed(2)} %` : "–";

/** The first conservation law: on every core, the modes tile the time that has passed. */
export function CoreBudget() {
  const dark = useIsDark();
  const element = useRef<HTMLElement>(null);
  const { slice, nowNs } = useSinceStart(element);
  const total = useHost(({ state }) => state.view?.byMode) ?? emptyModes;
  const cores = useHost(({ state }) => state.view?.cores ?? 0);
  const totalNow = useHost(({ state }) => state.view?.nowNs ?? 0);
  const wholeNs = cores * totalNow;
  const used = MODES.filter((mode) => total[mode] > 0 || mode === "idle");
  const perCore = (slice?.cores ?? []).map((lane) => modesOf(lane, 0, nowNs));
  return (
    <figure ref={element} className={styles.figure} aria-labelledby="core-budget" data-testid="core-budget">
      <h2 id="core-budget" className={styles.title}>
        Where the cores’ time went: 100 % of it
      </h2>
      <div className={styles.bars}>
        <span className={styles.name}>all cores</span>
        <StackedBar
          segments={bar(total, used, dark)}
          whole={wholeNs}
          label={inWords("All cores", total, wholeNs)}
          testId="core-budget-bar"
        />
        {perCore.slice(0, BARS).map((modes, core) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a core is its number
          <CoreBar key={core} core={core} modes={modes} used={used} wholeNs={nowNs} />
        ))}
      </div>
      {perCore.length > BARS && (
        <p className={styles.small}>And {perCore.length - BARS} cores more, in the table.</p>
      )}
      <ValueTable
        caption={`All cores together since the start, ${momentText(totalNow)} × ${cores}. Modelled: open a number for how.`}
        head={["Mode", "time", "share"]}
        rows={[
          ...used.map((mode) => ({
            key: mode,
            cells: [
              <span key="mode" className={styles.series}>
                <TextureSwatch {...modeInk(mode, dark)} /> {modeWords[mode]}
              </span>,
              <FigureValue
                key="time"
                figure={coreTimeFigure(total[mode])}
                label={`Time, ${modeWords[mode]}`}
                bare
              />,
              percent(total[mode], wholeNs),
            ],
          })),
          {
            key: "sum",
            cells: [
              "sum",
              <FigureValue
                key="time"
                figure={coreTimeFigure(MODES.reduce((sum, mode) => sum + total[mode], 0))}
                label="Time, sum of all modes"
                bare
                testId="core-budget-sum"
              />,
              percent(
                MODES.reduce((sum, mode) => sum + total[mode], 0),
                wholeNs,
              ),
            ],
          },
        ]}
      />
      {cores > 1 && (
        <details className={styles.more}>
          <summary>Core by core</summary>
          <ValueTable
            scrollLabel="Core by core"
            caption={`Shares of each core's time since the start, at ${momentText(nowNs)}. Modelled.`}
            head={["Core", ...used.map((mode) => modeWords[mode]), "sum"]}
            rows={perCore.map((modes, core) => ({
              key: String(core),
              cells: [
                core,
                ...used.map((mode) => percent(modes[mode], nowNs)),
                percent(
                  MODES.reduce((sum, mode) => sum + modes[mode], 0),
                  nowNs,
                ),
              ],
            }))}
          />
        </details>
      )}
    </figure>
  );
}

const bar = (modes: Readonly<Record<Mode, number>>, used: readonly Mode[], dark: boolean) =>
  used.map((mode) => ({ key: mode, label: modeWords[mode], value: modes[mode], ...modeInk(mode, dark) }));

const inWords = (who: string, modes: Readonly<Record<Mode, number>>, wholeNs: number): string =>
  `${who}: ${MODES.filter((mode) => modes[mode] > 0)
    .map((mode) => `${modeWords[mode]} ${percent(modes[mode], wholeNs)}`)
    .join(", ")}`;

interface CoreBarProps {
  readonly core: number;
  readonly modes: Readonly<Record<Mode, number>>;
  readonly used: readonly Mode[];
  readonly wholeNs: number;
}

function CoreBar({ core, modes, used, wholeNs }: CoreBarProps) {
  const dark = useIsDark();
  return (
    <>
      <span className={styles.name}>core {core}</span>
      <StackedBar
        segments={bar(modes, used, dark)}
        whole={wholeNs}
        size="thin"
        label={inWords(`Core ${core}`, modes, wholeNs)}
      />
    </>
  );
}

/** Each core since the start, as one bucket; asked for now and then while in sight. */
function useSinceStart(element: React.RefObject<HTMLElement | null>) {
  const store = useHostStore();
  const [shown, show] = useState<{ readonly slice?: TimelineSlice; readonly nowNs: number }>({ nowNs: 0 });
  const look = useRef<() => void>(() => {});
  const visible = useVisible(element, () => look.current());
  useEffect(() => {
    const { lab } = store;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let askedNs = -1;
    let gone = false;
    const ask = async () => {
      timer = undefined;
      const nowNs = lab.state().view?.nowNs ?? 0;
      if (!visible.current || nowNs === askedNs) return;
      askedNs = nowNs;
      const slice = nowNs > 0 ? await lab.timeline(0, nowNs, 1).catch(() => undefined) : undefined;
      if (gone || nowNs !== askedNs) return;
      show(slice === undefined ? { nowNs } : { slice, nowNs });
      look.current();
    };
    look.current = () => {
      timer ??= setTimeout(ask, ASK_EVERY_MS);
    };
    const stop = store.onChange(() => look.current());
    look.current();
    return () => {
      gone = true;
      look.current = () => {};
      clearTimeout(timer);
      stop();
    };
  }, [store, visible]);
  return shown;
}
