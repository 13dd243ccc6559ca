import { useId, useMemo, useState } from "react";
import { startPlan } from "@/app/sim/kernel/costs/runtime-costs";
import { Button } from "@/app/ui/Button";
import { axisEnd } from "@/app/ui/scale";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { lengthText } from "../../host/virtualTime";
import { useChoice } from "../choice";
import { useContainers } from "../containerStore";
import { useSteady } from "../useSteady";
import { type Bar, handBar, isByHand, phasesOf, type StepKind, startBar, stretchOf } from "./bars";
import { stepInk, stepWords } from "./ink";
import { StartRow } from "./StartRow";
import styles from "./Starts.module.css";

/** The newest starts are drawn; more would be unreadable. */
const MOST_BARS = 5;
const KINDS: readonly StepKind[] = ["kernel", "runtime", "waiting"];
const PHASES = startPlan("docker").phases;
const ORDER = PHASES.map(({ id }) => id as string);
const phaseLabel = (phase: string): string => PHASES.find(({ id }) => id === phase)?.label ?? phase;

/** What it took to start containers, by the runtime and by hand, on one axis. */
export function Starts() {
  const id = useId();
  const dark = useIsDark();
  const [phase, zoom] = useState("");
  const [sinceNs, countFrom] = useState(0);
  const bars = useBars(sinceNs);
  const nowNs = useContainers(({ view }) => view?.nowNs ?? 0);
  const phases = useMemo(() => phasesOf(bars, ORDER), [bars]);
  const at = phases.includes(phase) ? phase : "";
  const stretches = bars.map((bar) => stretchOf(bar, at));
  const axisNs = axisEnd(
    Math.max(0, ...stretches.map((one) => (one === undefined ? 0 : one.toNs - one.fromNs))),
  );
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="starts">
      <div className={styles.head}>
        <h2 id={`${id}title`} className={styles.title}>
          Starting a container, step by step
        </h2>
        <Button onClick={() => countFrom(nowNs)} data-testid="count-from-now">
          Count calls by hand from now
        </Button>
      </div>
      {bars.length === 0 ? (
        <p className={styles.note}>
          Nothing has been started yet. Type <code>docker run busybox true</code>, or build a container by
          hand.
        </p>
      ) : (
        <>
          <fieldset className={styles.zoom}>
            <legend className={styles.note}>Show</legend>
            <Button aria-pressed={at === ""} onClick={() => zoom("")} data-testid="phase-all">
              the whole start
            </Button>
            {phases.map((name) => (
              <Button
                key={name}
                aria-pressed={at === name}
                title={phaseLabel(name)}
                onClick={() => zoom(name)}
                data-testid={`phase-${name}`}
              >
                {ORDER.indexOf(name) + 1} {name}
              </Button>
            ))}
          </fieldset>
          <p className={styles.note} data-testid="phase-label">
            {at === ""
              ? "All phases. The numbers below the bars are those of the phases above."
              : `Phase ${ORDER.indexOf(at) + 1}: ${phaseLabel(at)}.`}
          </p>
          {bars.map((bar, index) => (
            <StartRow
              key={bar.key}
              bar={bar}
              order={ORDER}
              stretch={stretches[index]}
              axisNs={axisNs}
              dark={dark}
            />
          ))}
          <div className={styles.axis} aria-hidden="true">
            <span>0</span>
            <span>{lengthText(axisNs / 2)}</span>
            <span>{lengthText(axisNs)}</span>
          </div>
          <ul className={styles.legend}>
            {KINDS.map((kind) => (
              <li key={kind}>
                <TextureSwatch {...stepInk(kind, dark)} /> {stepWords[kind]}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function useBars(sinceNs: number): readonly Bar[] {
  const view = useContainers((state) => state.view);
  const chosen = useChoice(({ process }) => process);
  const own = view?.events.filter((event) => event.fromNs >= sinceNs && isByHand(event)) ?? [];
  const byHand = [handBar("hand", "by hand, all calls", own)];
  if (chosen !== undefined)
    byHand.push(
      handBar(
        "process",
        `by hand, process ${chosen} alone`,
        own.filter(({ pid }) => pid === chosen),
      ),
    );
  const started = (view?.containers ?? [])
    .filter(({ id }) => (view?.starts[id]?.length ?? 0) > 0)
    .sort((a, b) => b.startedSeconds - a.startedSeconds || b.createdSeconds - a.createdSeconds)
    .slice(0, MOST_BARS)
    .map(({ id, name, spec }) => startBar(id, `docker run: ${name}`, spec.runtime, view?.starts[id] ?? []));
  return useSteady([...started, ...byHand.filter(({ lanes }) => lanes.length > 0)]);
}
