/** The `docker` command: finds the command that is meant, reads its flags, and lets it do its work over an engine. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import type { Program } from "../../kernel/abi/sys";
import { Io, ProgramExit } from "../../kernel/programs/lib/io";
import type { Engine } from "../engine/contract";
import { EngineError } from "../engine/contract";
import { ImageError } from "../image/errors";
import { HANDLERS } from "./commands/handlers";
import { type CliEngine, CliError, Context, complaint } from "./context";
import { CHECKS } from "./grammar/checks";
import { type CommandSpec, flagTable } from "./grammar/command-spec";
import { ALL_COMMANDS, findCommand, GROUPS, groupHelp, rootHelp } from "./grammar/commands";
import { commandHelp, usageLine } from "./grammar/help";
import { parseFlags } from "./grammar/parse-flags";
import { badCount, UsageError, unknownCommand } from "./grammar/words";
import { TemplateError } from "./template/template";
import { ValueError } from "./values/sizes";
import { VERSION_LINE } from "./version";

/** Flags in front of the command. */
const ROOT_FLAGS = {
  interspersed: false,
  flags: flagTable(`
    --config string  Location of client config files
-c, --context string  Name of the context to use to connect to the daemon
-D, --debug  Enable debug mode
-H, --host list  Daemon socket to connect to
-l, --log-level string  Set the logging level ("debug", "info", "warn", "error", "fatal") (default "info")
-v, --version  Print version information and quit
    --help  Print usage
`),
};

/** Installed as /usr/bin/docker. The engine stands for the daemon behind the socket. */
export function dockerProgram(engine: Engine): Program {
  return function* (sys, argv, env) {
    const io = new Io(sys, "docker", argv.slice(1), env);
    let status: number;
    try {
      status = yield* main(io, engine);
    } catch (error) {
      if (error instanceof ProgramExit) status = error.status;
      else {
        yield* io.flush();
        const [text, code] = ending(error);
        yield* io.complain(text);
        status = code;
      }
    }
    return (yield* io.finish(status)) & 0xff;
  };
}

/** What an error that nobody took says, and the status it ends with. */
function ending(error: unknown): readonly [string, number] {
  if (error instanceof UsageError) return [error.text, error.status];
  if (error instanceof TemplateError) return [`${complaint(error)}\n`, error.stage === "parse" ? 64 : 1];
  if (error instanceof CliError) return [`${error.message}\n`, error.status];
  if (
    error instanceof EngineError ||
    error instanceof ImageError ||
    error instanceof ValueError ||
    error instanceof SysError
  )
    return [`${complaint(error)}\n`, 1];
  throw error;
}

function* main(io: Io, engine: CliEngine): Call<number> {
  const root = parseFlags(ROOT_FLAGS, io.args, "docker");
  const words = root.args;
  if (root.on("version")) {
    io.put(`${VERSION_LINE}\n`);
    return 0;
  }
  if (root.has("context") || root.has("host"))
    throw new CliError("the lab has one engine: --host and --context are not known here");
  if (words.length === 0 || root.on("help")) return yield* help(io, words);
  if (words[0] === "help") return yield* help(io, words.slice(1));
  const found = findCommand(words);
  if (found === undefined) {
    const group = GROUPS.get(words[0]!);
    if (group === undefined) throw unknownCommand(words[0]!);
    const rest = parseFlags(
      { flags: ROOT_FLAGS.flags.filter(({ name }) => name === "help"), interspersed: true },
      words.slice(1),
      `docker ${words[0]}`,
    );
    if (rest.args.length > 0) throw new UsageError(`\n${groupHelp(words[0]!)}`, 1);
    io.put(groupHelp(words[0]!));
    return 0;
  }
  return yield* run(io, engine, found.spec, found.name, words.slice(found.name.split(" ").length));
}

function* run(
  io: Io,
  engine: CliEngine,
  spec: CommandSpec,
  name: string,
  words: readonly string[],
): Call<number> {
  const path = `docker ${name}`;
  const flags = parseFlags(spec, words, path, CHECKS);
  if (flags.on("help")) {
    io.put(commandHelp(spec, name, yield* columns(io)));
    return 0;
  }
  const count = flags.args.length;
  if (count < spec.least || count > spec.most)
    throw badCount(path, spec.least, spec.most, usageLine(spec, name), spec.short);
  return yield* HANDLERS[spec.names[0]!]!(new Context(io, engine, flags, path));
}

function* help(io: Io, words: readonly string[]): Call<number> {
  const found = findCommand(words);
  const group = words[0] === undefined ? undefined : GROUPS.get(words[0]);
  if (words.length === 0) io.put(rootHelp());
  else if (found !== undefined) io.put(commandHelp(found.spec, found.name, yield* columns(io)));
  else if (group !== undefined) io.put(groupHelp(words[0]!));
  else throw new CliError(`unknown help topic: ${words.join(" ")}`);
  return 0;
}

/** The terminal's, or 80. */
function* columns({ sys }: Io): Call<number> {
  try {
    return (yield* sys.getTerminal(0)).columns || 80;
  } catch (error) {
    if (error instanceof SysError) return 80;
    throw error;
  }
}

/** Every command has somebody to carry it out; for tests. */
export const commandNames = (): readonly string[] => ALL_COMMANDS.map(({ names }) => names[0]!);
