import { parseOptions } from "../../lib/getopt";
import { openOrDie } from "../../lib/input";
import { applet } from "../../lib/io";
import { TooComplex } from "../../lib/regex/regex";
import { SedError, SedParser } from "./parse";
import { ScriptRun } from "./script-run";
import { SedInput } from "./sed-input";

export const sed = applet(function* (io) {
  if (io.args[0] === "--version") {
    io.put("This is not GNU sed version 4.0\n");
    return 0;
  }
  const options = yield* parseOptions(io, "i::rEne:f:", {
    long: {
      "in-place": ["i", "optional"],
      "regexp-extended": ["r"],
      quiet: ["n"],
      silent: ["n"],
      expression: ["e", "value"],
      file: ["f", "value"],
    },
  });
  const rest = [...options.rest];
  const parser = new SedParser(options.has("r", "E"));
  let quiet = options.has("n");
  const scripts: string[] = [];
  for (const { key, value } of options.all) {
    if (key === "e") scripts.push(value!);
    else if (key === "f") {
      const file = yield* openOrDie(io, value!);
      scripts.push((yield* file.rest()).replace(/\n$/, ""));
      yield* file.close();
    }
  }
  if (scripts.length === 0) {
    if (rest.length === 0) yield* io.usage();
    scripts.push(rest.shift()!);
  }
  if (/^#n(\n|$)/.test(scripts[0]!)) quiet = true;
  try {
    parser.parse(scripts.join("\n"));
  } catch (error) {
    if (error instanceof SedError) return yield* io.die(error.text);
    throw error;
  }
  io.spend(parser.commands.length * 1500);
  const inPlace = options.has("i") ? { suffix: options.value("i") ?? "" } : undefined;
  const input = new SedInput(io, rest.length === 0 ? ["-"] : rest, inPlace);
  const run = new ScriptRun(io, parser.commands, input, quiet);
  yield* run.openFiles();
  try {
    const status = yield* run.run();
    return input.failed ? 1 : status;
  } catch (error) {
    if (error instanceof TooComplex) return yield* io.die("regular expression is too complex");
    throw error;
  }
});
