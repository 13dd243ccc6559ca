"use client";

import type { NetworkLabApi } from "@/app/guest/net/api";
import { createBrowserNetworkLab } from "@/app/guest/net/browser";
import { restingNetworkLab } from "@/app/labs/network/restingNetworkLab";
import { usePageLab } from "@/app/labs/paced/usePageLab";
import { NetworkLessonLab } from "@/content/network-lab";
import type { NetworkLessonScenario } from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useAlive } from "./useAlive";
import { useMachineLessonLab } from "./useMachineLessonLab";

interface NetworkLesson extends LessonLab {
  readonly network: NetworkLabApi;
  readonly missing: readonly string[];
}

const KIND = {
  resting: restingNetworkLab,
  lab: (network: NetworkLabApi, scenario: NetworkLessonScenario) =>
    new NetworkLessonLab(network, scenario, { goesOn: true }),
};

/** The lab of a lesson about neighbours, for as long as the page is open. */
export function useNetworkLessonLab(lesson: Lesson, scenario: NetworkLessonScenario): NetworkLesson {
  const { missing, runsGuests } = useAlive();
  const network = usePageLab<NetworkLabApi>(createBrowserNetworkLab, restingNetworkLab, runsGuests);
  return { ...useMachineLessonLab(lesson, scenario, network, KIND), network, missing };
}
