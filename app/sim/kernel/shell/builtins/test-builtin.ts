import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import type { Builtin } from "./builtin";
import { evaluateTest, TestError } from "./test";

function* run(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const name = argv[0] as string;
  const closing = name === "[" ? "]" : name === "[[" ? "]]" : undefined;
  let args = argv.slice(1);
  if (closing !== undefined) {
    if (args.at(-1) !== closing) {
      yield* sh.error(`${sh.appletName}: missing ${closing}\n`);
      return 2;
    }
    args = args.slice(0, -1);
  }
  try {
    return (yield* evaluateTest(sh.sys, args, name === "[[")) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    yield* sh.error(`${sh.appletName}: ${error.message}\n`);
    return 2;
  }
}

export const TESTING: readonly (readonly [string, Builtin])[] = [
  ["test", { run }],
  ["[", { run }],
  ["[[", { run }],
];
