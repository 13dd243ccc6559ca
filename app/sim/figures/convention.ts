import type { Constant } from "./figure";

/** Makes constants of that group that are chosen and not found; each says why it was chosen so. */
export const conventionsOf =
  (group: string) =>
  (id: string, label: string, value: number, unit: Constant["unit"], because: string): Constant => ({
    id: `${group}.${id}`,
    label,
    value,
    unit,
    because: `A convention: ${because}`,
  });
