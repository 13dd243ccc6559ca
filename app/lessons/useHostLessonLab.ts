"use client";

import type { HostLabApi } from "@/app/guest/host/api";
import { restingHostLab } from "@/app/labs/host/restingHostLab";
import { useHostLab } from "@/app/labs/host/useHostLab";
import { HostLessonLab } from "@/content/host-lab";
import type { HostLessonScenario } from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useAlive } from "./useAlive";
import { useMachineLessonLab } from "./useMachineLessonLab";

interface HostLesson extends LessonLab {
  readonly host: HostLabApi;
  readonly missing: readonly string[];
}

const KIND = {
  resting: restingHostLab,
  lab: (host: HostLabApi, scenario: HostLessonScenario) => new HostLessonLab(host, scenario),
};

/** The lab of a lesson that has a host, for as long as the page is open. */
export function useHostLessonLab(lesson: Lesson, scenario: HostLessonScenario): HostLesson {
  const { missing, runsGuests } = useAlive();
  const host = useHostLab(runsGuests);
  return { ...useMachineLessonLab(lesson, scenario, host, KIND), host, missing };
}
