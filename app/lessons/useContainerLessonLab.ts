"use client";

import type { ContainerLabApi } from "@/app/container/lab/api";
import { restingContainerLab } from "@/app/labs/containers/restingContainerLab";
import { useContainerLab } from "@/app/labs/containers/useContainerLab";
import { ContainerLessonLab } from "@/content/container-lab";
import type { ContainerLessonScenario } from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useAlive } from "./useAlive";
import { useMachineLessonLab } from "./useMachineLessonLab";

interface ContainerLesson extends LessonLab {
  readonly machine: ContainerLabApi;
}

const KIND = {
  resting: restingContainerLab,
  lab: (machine: ContainerLabApi, scenario: ContainerLessonScenario) =>
    new ContainerLessonLab(machine, scenario, { goesOn: true }),
};

/** The lab of a lesson about containers, for as long as the page is open. */
export function useContainerLessonLab(lesson: Lesson, scenario: ContainerLessonScenario): ContainerLesson {
  const { mounted } = useAlive();
  const machine = useContainerLab(mounted);
  return { ...useMachineLessonLab(lesson, scenario, machine, KIND), machine };
}
