"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { PerformingLab } from "@/content/lab";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";
import { type RecordingLab, useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

/** A lesson's lab on a machine of the page: it opens with the lesson's first set-up, and others can be set up later. */
interface OpeningLab<Lab> extends PerformingLab, RecordingLab {
  open(): Promise<void>;
  /** The same lab for another attempt. */
  again(): Lab;
}

interface Kind<Machine, Scenario, Lab> {
  /** What stands for the machine until the page is alive. */
  readonly resting: Machine;
  lab(machine: Machine, scenario: Scenario): Lab;
}

/** The lab of a lesson on one machine of the page: a host, a simulated kernel, machines on a switch. `kind` must not change. */
export function useMachineLessonLab<
  Machine,
  Scenario extends { readonly id: string },
  Lab extends OpeningLab<Lab>,
>(lesson: Lesson, scenario: Scenario, machine: Machine, kind: Kind<Machine, Scenario, Lab>): LessonLab {
  const restored = useKeptProgress();
  const [opened, setOpened] = useState(false);
  const [lab, setLab] = useState(() => kind.lab(kind.resting, scenario));
  const live = useRef<Lab>(undefined);
  const performing: { current: PerformingLab | undefined } = live;

  useEffect(() => {
    if (machine === kind.resting) return;
    const created = kind.lab(machine, scenario);
    live.current = created;
    setLab(created);
    let wanted = true;
    // What cannot be set up says so itself; the runs and exercises set up others.
    void created
      .open()
      .catch(() => undefined)
      .finally(() => wanted && setOpened(true));
    return () => {
      wanted = false;
      live.current = undefined;
    };
  }, [machine, scenario, kind]);

  const renew = useCallback(() => {
    const fresh = (live.current ?? lab).again();
    live.current = fresh;
    setLab(fresh);
    return fresh;
  }, [lab]);

  const { busy, work } = useWork(performing);
  const run = useRun(lab, scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab, ready: restored && opened, run, busy, work, renew };
}

/** Whether what the browser has kept of the course has been read. */
export function useKeptProgress(): boolean {
  const [restored, setRestored] = useState(false);
  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setRestored(true));
  }, []);
  return restored;
}
