"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { HostLabApi } from "@/app/guest/host/api";
import { restingHostLab } from "@/app/labs/host/restingHostLab";
import { useHostLab } from "@/app/labs/host/useHostLab";
import { missingRequirements } from "@/app/labs/workbench/requirements";
import { HostLessonLab } from "@/content/host-lab";
import type { PerformingLab } from "@/content/lab";
import type { HostLessonScenario, Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";
import { useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

interface HostLesson extends LessonLab {
  readonly host: HostLabApi;
  readonly missing: readonly string[];
}

/** The lab of a lesson that has a host, for as long as the page is open. It opens with the lesson's first set-up. */
export function useHostLessonLab(lesson: Lesson, scenario: HostLessonScenario): HostLesson {
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [restored, setRestored] = useState(false);
  const [alive, setAlive] = useState(false);
  const [opened, setOpened] = useState(false);
  const host = useHostLab(alive);
  const [lab, setLab] = useState(() => new HostLessonLab(restingHostLab, scenario));
  const live = useRef<HostLessonLab>(undefined);
  const performing: { current: PerformingLab | undefined } = live;

  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setRestored(true));
    const lacks = missingRequirements(window);
    setMissing(lacks);
    setAlive(lacks.length === 0);
  }, []);

  useEffect(() => {
    if (host === restingHostLab) return;
    const created = new HostLessonLab(host, scenario);
    live.current = created;
    setLab(created);
    let wanted = true;
    // A host that cannot be set up says so itself; the runs and exercises set up others.
    void created
      .open()
      .catch(() => undefined)
      .finally(() => wanted && setOpened(true));
    return () => {
      wanted = false;
      live.current = undefined;
    };
  }, [host, scenario]);

  const renew = useCallback(() => {
    const fresh = (live.current ?? lab).again();
    live.current = fresh;
    setLab(fresh);
    return fresh;
  }, [lab]);

  const { busy, work } = useWork(performing);
  const run = useRun(lab, scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab, host, ready: restored && opened, missing, run, busy, work, renew };
}
