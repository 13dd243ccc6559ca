"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ContainerLabApi } from "@/app/container/lab/api";
import { restingContainerLab } from "@/app/labs/containers/restingContainerLab";
import { useContainerLab } from "@/app/labs/containers/useContainerLab";
import { ContainerLessonLab } from "@/content/container-lab";
import type { PerformingLab } from "@/content/lab";
import type { ContainerLessonScenario, Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";
import { useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

interface ContainerLesson extends LessonLab {
  readonly machine: ContainerLabApi;
}

const inThePage = { goesOn: true };

/** The lab of a lesson about containers, for as long as the page is open. It opens with the lesson's first machine. */
export function useContainerLessonLab(lesson: Lesson, scenario: ContainerLessonScenario): ContainerLesson {
  const [restored, setRestored] = useState(false);
  const [alive, setAlive] = useState(false);
  const [opened, setOpened] = useState(false);
  const machine = useContainerLab(alive);
  const [lab, setLab] = useState(() => new ContainerLessonLab(restingContainerLab, scenario));
  const live = useRef<ContainerLessonLab>(undefined);
  const performing: { current: PerformingLab | undefined } = live;

  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setRestored(true));
    setAlive(true);
  }, []);

  useEffect(() => {
    if (machine === restingContainerLab) return;
    const created = new ContainerLessonLab(machine, scenario, inThePage);
    live.current = created;
    setLab(created);
    let wanted = true;
    // A machine that cannot be switched on says so itself; the runs and exercises switch others on.
    void created
      .open()
      .catch(() => undefined)
      .finally(() => wanted && setOpened(true));
    return () => {
      wanted = false;
      live.current = undefined;
    };
  }, [machine, scenario]);

  const renew = useCallback(() => {
    const fresh = (live.current ?? lab).again();
    live.current = fresh;
    setLab(fresh);
    return fresh;
  }, [lab]);

  const { busy, work } = useWork(performing);
  const run = useRun(lab, scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab, machine, ready: restored && opened, run, busy, work, renew };
}
