import type { BuiltInScenario } from "./builtIn";
import { equalPages } from "./equalPages";
import { guestAndContainer } from "./guestAndContainer";
import { memoryRunsOut } from "./memoryRunsOut";
import { noisyNeighbour } from "./noisyNeighbour";
import { sixteenCores } from "./sixteenCores";
import { twoAndTwo } from "./twoAndTwo";
import { twoGuests } from "./twoGuests";
import { twoGuestsMerging } from "./twoGuestsMerging";

export type { BuiltInScenario } from "./builtIn";

/** The scenarios of the chooser; the first is shown to who asks for none. */
export const builtIn: readonly [BuiltInScenario, ...BuiltInScenario[]] = [
  twoAndTwo,
  twoGuests,
  guestAndContainer,
  noisyNeighbour,
  sixteenCores,
  memoryRunsOut,
  equalPages,
  twoGuestsMerging,
];

export const builtInById = (id: string | null): BuiltInScenario | undefined =>
  builtIn.find((candidate) => candidate.id === id);
