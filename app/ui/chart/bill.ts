/** Parts of a bill by what they have in common: "guest: kernel" and "guest: init" are two parts of the guest's. Pure. */
import type { CellPart, Row } from "@/app/sim/experiments/table";

/** What comes before the colon, without what stands in brackets. */
export const groupOf = ({ label }: CellPart): string =>
  (label.split(": ")[0] ?? label).replaceAll(/ \([^)]*\)/g, "");

/** What comes after the colon. */
export const shortName = ({ label }: CellPart): string => label.slice(label.indexOf(": ") + 1).trim();

/** In the order in which the rows name them. */
export const groupsOf = (rows: readonly Row[], column: string): readonly string[] => [
  ...new Set(rows.flatMap(({ cells }) => (cells[column]?.parts ?? []).map(groupOf))),
];
