"use client";

import { type CSSProperties, useId } from "react";
import { findMeasure } from "@/app/sim/checks/measures";
import { FigureValue } from "@/app/ui/FigureValue";
import { along, axisEnd } from "@/app/ui/scale";
import { useLesson } from "../LessonContext";
import styles from "./NamespaceBars.module.css";

/** From the cheapest to the dearest, as they were counted. */
const KINDS: readonly (readonly [kind: string, holds: string])[] = [
  ["pid", "process numbers"],
  ["uts", "host name"],
  ["cgroup", "root of the cgroup tree"],
  ["time", "offsets of two clocks"],
  ["user", "users and privileges"],
  ["mnt", "mounts"],
  ["ipc", "queues, semaphores, shared memory"],
  ["net", "network devices, addresses, routes"],
];

/** What one new namespace of each kind cost the real kernel, on one axis. */
export function NamespaceBars() {
  const { run } = useLesson();
  const title = useId();
  const rows = KINDS.flatMap(([kind, holds]) => {
    const figure = findMeasure(`ns-${kind}`)?.(run);
    return figure === undefined ? [] : [{ kind, holds, figure }];
  });
  if (rows.length === 0) return null;
  const end = axisEnd(Math.max(...rows.map(({ figure }) => figure.value)));
  return (
    <figure className={styles.figure} aria-labelledby={title} data-testid="namespace-bars">
      <h3 id={title} className={styles.title}>
        Instructions of one unshare, by what is made new
      </h3>
      <dl className={styles.rows}>
        {rows.map(({ kind, holds, figure }) => (
          <div key={kind} className={styles.row}>
            <dt>
              <strong>{kind}</strong> {holds}
            </dt>
            <dd>
              <FigureValue figure={figure} label={`a new ${kind} namespace`} testId={`bar-${kind}`} bare />
            </dd>
            <span className={styles.track} aria-hidden="true">
              <span
                className={styles.bar}
                style={{ width: along(figure.value, end) } satisfies CSSProperties}
              />
            </span>
          </div>
        ))}
      </dl>
    </figure>
  );
}
