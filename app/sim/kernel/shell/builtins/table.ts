import type { Builtin } from "./builtin";
import { COMMANDS } from "./commands";
import { DIRECTORIES } from "./directories";
import { FLOW } from "./flow";
import { JOBS } from "./jobs";
import { PRINTING } from "./printing";
import { READING } from "./read";
import { TESTING } from "./test-builtin";
import { VARIABLES } from "./variables";

/** The builtins of ash by name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...FLOW,
  ...PRINTING,
  ...TESTING,
  ...VARIABLES,
  ...DIRECTORIES,
  ...READING,
  ...COMMANDS,
  ...JOBS,
]);
