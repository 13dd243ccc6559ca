"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { NetworkLabApi } from "@/app/guest/net/api";
import { createBrowserNetworkLab } from "@/app/guest/net/browser";
import { restingNetworkLab } from "@/app/labs/network/restingNetworkLab";
import { usePageLab } from "@/app/labs/paced/usePageLab";
import { missingRequirements } from "@/app/labs/workbench/requirements";
import type { PerformingLab } from "@/content/lab";
import { NetworkLessonLab } from "@/content/network-lab";
import type { Lesson, NetworkLessonScenario } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";
import { useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

interface NetworkLesson extends LessonLab {
  readonly network: NetworkLabApi;
  readonly missing: readonly string[];
}

const inThePage = { goesOn: true };

/** The lab of a lesson about neighbours, for as long as the page is open. It opens with the lesson's first network. */
export function useNetworkLessonLab(lesson: Lesson, scenario: NetworkLessonScenario): NetworkLesson {
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [restored, setRestored] = useState(false);
  const [alive, setAlive] = useState(false);
  const [opened, setOpened] = useState(false);
  const network = usePageLab<NetworkLabApi>(createBrowserNetworkLab, restingNetworkLab, alive);
  const [lab, setLab] = useState(() => new NetworkLessonLab(restingNetworkLab, scenario));
  const live = useRef<NetworkLessonLab>(undefined);
  const performing: { current: PerformingLab | undefined } = live;

  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setRestored(true));
    const lacks = missingRequirements(window);
    setMissing(lacks);
    setAlive(lacks.length === 0);
  }, []);

  useEffect(() => {
    if (network === restingNetworkLab) return;
    const created = new NetworkLessonLab(network, scenario, inThePage);
    live.current = created;
    setLab(created);
    let wanted = true;
    // A network that cannot be built says so itself; the runs and exercises build others.
    void created
      .open()
      .catch(() => undefined)
      .finally(() => wanted && setOpened(true));
    return () => {
      wanted = false;
      live.current = undefined;
    };
  }, [network, scenario]);

  const renew = useCallback(() => {
    const fresh = (live.current ?? lab).again();
    live.current = fresh;
    setLab(fresh);
    return fresh;
  }, [lab]);

  const { busy, work } = useWork(performing);
  const run = useRun(lab, scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab, network, ready: restored && opened, missing, run, busy, work, renew };
}
