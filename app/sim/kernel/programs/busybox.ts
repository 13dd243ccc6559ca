/** busybox itself: one file, many programs; which one follows from the name it was called by. */
import type { Program } from "../abi/sys";

const VERSION = "BusyBox v1.35.0 () multi-call binary.\n";

/** Names that are the shell. */
const SHELLS = new Set(["sh", "ash", "-sh", "-ash"]);

export function busybox(applets: ReadonlyMap<string, Program>, shell: Program): Program {
  const names = [...applets.keys(), "sh"].filter((name) => name !== "busybox").sort();
  const find = (name: string): Program | undefined =>
    SHELLS.has(name) ? shell : (applets.get(name) ?? applets.get(name.replace(/^-/, "")));
  return function* (sys, argv, env) {
    const called = (argv[0] ?? "").replace(/^.*\/(?=[^/])/s, "");
    if (called !== "busybox") {
      const program = find(called);
      if (program !== undefined) return yield* program(sys, argv, env);
      yield* sys.write(2, `${called}: applet not found\n`);
      return 127;
    }
    const [, word] = argv;
    if (word === undefined || word === "--help") {
      yield* sys.write(1, overview(names));
      return 0;
    }
    if (word === "--list") {
      yield* sys.write(1, names.map((name) => `${name}\n`).join(""));
      return 0;
    }
    const program = find(word);
    if (program !== undefined) {
      return yield* program(sys, argv.slice(1), env);
    }
    yield* sys.write(2, `${word}: applet not found\n`);
    return 127;
  };
}

function overview(names: readonly string[]): string {
  const lines: string[] = [];
  let line = "\t";
  for (const [index, name] of names.entries()) {
    const word = index === names.length - 1 ? name : `${name}, `;
    if (line.length + word.trimEnd().length > 74) {
      lines.push(line.trimEnd());
      line = "\t";
    }
    line += word;
  }
  lines.push(line);
  return `${VERSION}BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  Most people will create a
	link to busybox for each function they wish to use and BusyBox
	will act like whatever it was invoked as.

Currently defined functions:
${lines.join("\n")}
`;
}
