import { parseOptions } from "../../lib/getopt";
import { openOrDie } from "../../lib/input";
import { applet } from "../../lib/io";
import { TooComplex } from "../../lib/regex/regex";
import type { AwkProgram } from "./ast";
import { Interpreter } from "./interpreter";
import { AwkSyntaxError } from "./lexer";
import { unescapeAssignment } from "./main-input";
import { AwkParser } from "./parser";
import { fromInput } from "./values";

export const awk = applet(function* (io) {
  const options = yield* parseOptions(io, "+F:v:f:e:W:");
  let rest = options.rest;
  let text = "";
  let source = "cmd. line";
  for (const { key, value } of options.all) {
    if (key === "f") {
      const input = yield* openOrDie(io, value!, { cannotOpen: true });
      text += `${yield* input.rest()}\n`;
      yield* input.close();
      source = value!;
    } else if (key === "e") text += `${value!}\n`;
  }
  if (!options.has("f", "e")) {
    if (rest.length === 0) yield* io.usage();
    text = rest[0]!;
    rest = rest.slice(1);
  }
  let program: AwkProgram;
  try {
    program = new AwkParser(text).program();
  } catch (error) {
    if (error instanceof AwkSyntaxError) return yield* io.die(`${source}:${error.line}: ${error.text}`);
    throw error;
  }
  io.spend(text.length * 150);
  const interpreter = new Interpreter(io, program, source);
  const argv = interpreter.array("ARGV");
  argv.set("0", "awk");
  for (const [i, argument] of rest.entries()) argv.set(String(i + 1), fromInput(argument));
  yield* interpreter.setVariable("ARGC", rest.length + 1);
  const environment = interpreter.array("ENVIRON");
  for (const [name, value] of io.env) environment.set(name, fromInput(value));
  const separator = options.value("F");
  if (separator !== undefined) yield* interpreter.setVariable("FS", unescapeAssignment(separator));
  for (const assignment of options.values("v")) {
    const match = /^([A-Za-z_][A-Za-z_0-9]*)=(.*)$/s.exec(assignment);
    if (match === null) return yield* io.usage();
    yield* interpreter.setVariable(match[1]!, fromInput(unescapeAssignment(match[2]!)));
  }
  try {
    return yield* interpreter.run();
  } catch (error) {
    if (error instanceof TooComplex) return yield* io.die("regular expression is too complex");
    throw error;
  }
});
