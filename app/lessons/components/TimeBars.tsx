"use client";

import { useId } from "react";
import { colourOf, hostLook, looksOf } from "@/app/labs/host/palette";
import { keptRun, wholeRun } from "@/app/sim/checks/host";
import { modelled } from "@/app/sim/figures/figure";
import type { InstanceTimes, InstanceView } from "@/app/sim/host/view";
import { FigureValue } from "@/app/ui/FigureValue";
import { StackedBar } from "@/app/ui/StackedBar";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import type { Texture } from "@/app/ui/texture";
import { ValueTable } from "@/app/ui/ValueTable";
import { useLesson } from "../LessonContext";
import styles from "./TimeBars.module.css";

type State = keyof InstanceTimes;

const STATES: readonly (readonly [State, string, Texture])[] = [
  ["runningNs", "had a core", "solid"],
  ["waitingNs", "could run, another had the core", "diagonal"],
  ["throttledNs", "could run, its quota was used up", "cross"],
  ["sleepingNs", "slept", "dots"],
];

const lifeNs = (times: InstanceTimes): number => STATES.reduce((sum, [state]) => sum + times[state], 0);
const percentOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10;

/** Where the time of every instance went in a kept run: four states that tile the lives of its threads. */
export function TimeBars({ run: name }: { readonly run: string }) {
  const { run } = useLesson();
  const dark = useIsDark();
  const title = useId();
  const host = keptRun(run, name);
  const view = host && wholeRun(host)?.to.view;
  if (view === undefined) return null;
  const looks = looksOf(view.instances.map(({ kind }) => kind));
  const inkFor = (state: State, texture: Texture, index: number) =>
    state === "runningNs"
      ? {
          texture,
          ground: colourOf(looks[index] ?? hostLook, "mid", dark),
          ink: colourOf(looks[index] ?? hostLook, "strong", dark),
        }
      : {
          texture,
          ground: colourOf(hostLook, "wash", dark),
          ink: colourOf(hostLook, state === "sleepingNs" ? "light" : "strong", dark),
        };
  const seen = STATES.filter(([state]) => view.instances.some(({ times }) => times[state] > 0));
  return (
    <figure className={styles.figure} aria-labelledby={title} data-testid={`time-bars-${name}`}>
      <h3 id={title} className={styles.title}>
        Where the time of each went: {view.instances.length === 1 ? "one instance" : "all instances"}, the
        whole run
      </h3>
      {view.instances.map((instance, index) => (
        <div key={instance.name} className={styles.row}>
          <span className={styles.name}>
            <TrackGlyph track={instance.kind} /> {instance.name}
          </span>
          <StackedBar
            segments={seen.map(([state, label, texture]) => ({
              key: state,
              label,
              value: instance.times[state],
              ...inkFor(state, texture, index),
            }))}
            whole={lifeNs(instance.times)}
            label={inWords(instance)}
          />
        </div>
      ))}
      <ul className={styles.legend} aria-label="States">
        {seen.map(([state, label, texture]) => (
          <li key={state}>
            <TextureSwatch {...inkFor(state, texture, 0)} /> {label}
          </li>
        ))}
      </ul>
      <details className={styles.table}>
        <summary>The same as a table</summary>
        <ValueTable
          caption="Shares of the lives of its threads or vCPUs. Modelled: open a number for how."
          head={["Instance", ...seen.map(([, label]) => label)]}
          rows={view.instances.map((instance) => ({
            key: instance.name,
            cells: [
              instance.name,
              ...seen.map(([state, label]) => (
                <FigureValue
                  key={state}
                  figure={modelled(
                    percentOf(instance.times[state], lifeNs(instance.times)),
                    "%",
                    `Time in which it ${label}, of all time of its threads or vCPUs since they began.`,
                    [],
                  )}
                  label={`${instance.name}: ${label}`}
                  bare
                />
              )),
            ],
          }))}
        />
      </details>
    </figure>
  );
}

const inWords = ({ name, times }: InstanceView): string =>
  `${name}: ${STATES.filter(([state]) => times[state] > 0)
    .map(([state, label]) => `${label} ${percentOf(times[state], lifeNs(times))} %`)
    .join(", ")}`;
