/** `ip` of iproute2 6.1, as built in the guest: options, objects, batch files. */
import type { Call } from "../../../abi/call";
import type { Program } from "../../../abi/sys";
import { Io, ProgramExit } from "../../lib/io";
import { address } from "./address";
import { IpContext, type IpOptions, matches } from "./context";
import { HELP } from "./help";
import { link } from "./link";
import { neighbour } from "./neighbour";
import { batchLines, netns, switchTo } from "./netns";
import { route } from "./route-command";

type Command = (ip: IpContext, words: readonly string[]) => Call<number>;

/** In the order in which abbreviations are looked up. */
const OBJECTS: readonly (readonly [string, Command])[] = [
  ["address", address],
  ["maddress", multicast],
  ["route", route],
  ["rule", rule],
  ["neighbor", neighbour],
  ["neighbour", neighbour],
  ["link", link],
  ["netns", netns],
  ["help", help],
];

function* help(ip: IpContext): Call<number> {
  return yield* ip.help(HELP.ip);
}

/** The kernel has no policy routing. */
function* rule(ip: IpContext, words: readonly string[]): Call<number> {
  const [command] = words;
  if (command !== undefined && matches(command, "help")) return yield* ip.help(HELP.rule);
  if (
    command === undefined ||
    matches(command, "list") ||
    matches(command, "show") ||
    matches(command, "lst")
  )
    return yield* ip.fail("RTNETLINK answers: Not supported\nDump terminated\n", 255);
  return yield* ip.fail("RTNETLINK answers: Not supported\n", 2);
}

function* multicast(ip: IpContext): Call<number> {
  for (const { index, name, flags } of yield* ip.allLinks())
    if (flags.includes("UP") && !flags.includes("LOOPBACK"))
      ip.io.put(`${index}:\t${name}\n\tlink  01:00:5e:00:00:01\n`);
  return 0;
}

function defaults(): IpOptions {
  return {
    family: "any",
    oneline: false,
    brief: false,
    details: false,
    statistics: false,
    json: false,
    pretty: false,
    numeric: false,
    all: false,
    force: false,
  };
}

/** Options in the order in which their abbreviations are looked up; a string is an option with a value. */
const FLAGS: readonly (readonly [string, ((options: IpOptions) => void) | "value"])[] = [
  ["-loops", "value"],
  ["-family", "value"],
  [
    "-4",
    (options) => {
      options.family = "inet";
    },
  ],
  [
    "-6",
    (options) => {
      options.family = "other";
    },
  ],
  [
    "-0",
    (options) => {
      options.family = "link";
    },
  ],
  [
    "-M",
    (options) => {
      options.family = "other";
    },
  ],
  [
    "-B",
    (options) => {
      options.family = "other";
    },
  ],
  ["-human-readable", () => undefined],
  ["-iec", () => undefined],
  [
    "-stats",
    (options) => {
      options.statistics = true;
    },
  ],
  [
    "-statistics",
    (options) => {
      options.statistics = true;
    },
  ],
  [
    "-details",
    (options) => {
      options.details = true;
    },
  ],
  ["-resolve", () => undefined],
  [
    "-oneline",
    (options) => {
      options.oneline = true;
    },
  ],
  ["-timestamp", () => undefined],
  ["-tshort", () => undefined],
  [
    "-force",
    (options) => {
      options.force = true;
    },
  ],
  ["-batch", "value"],
  [
    "-brief",
    (options) => {
      options.brief = true;
    },
  ],
  [
    "-json",
    (options) => {
      options.json = true;
    },
  ],
  [
    "-pretty",
    (options) => {
      options.pretty = true;
    },
  ],
  ["-rcvbuf", "value"],
  ["-color", () => undefined],
  ["-netns", "value"],
  [
    "-Numeric",
    (options) => {
      options.numeric = true;
    },
  ],
  [
    "-all",
    (options) => {
      options.all = true;
    },
  ],
];

function* run(ip: IpContext, words: readonly string[]): Call<number> {
  const [object, ...rest] = words;
  if (object === undefined) return yield* ip.help(HELP.ip);
  const found = OBJECTS.find(([name]) => matches(object, name));
  if (found === undefined) return yield* ip.fail(`Object "${object}" is unknown, try "ip help".\n`, 1);
  return yield* found[1](ip, rest);
}

function* batch(ip: IpContext, path: string): Call<number> {
  let status = 0;
  let line = 0;
  for (const words of yield* batchLines(ip, path)) {
    line++;
    let failed: number;
    try {
      failed = yield* run(ip, words);
    } catch (error) {
      if (!(error instanceof ProgramExit)) throw error;
      failed = error.status;
    }
    if (failed === 0) continue;
    yield* ip.io.complain(`Command failed ${path}:${line}\n`);
    status = 1;
    if (!ip.options.force) break;
  }
  return status;
}

function* main(io: Io): Call<number> {
  const options = defaults();
  const ip = new IpContext(io, options);
  let batchFile: string | undefined;
  let at = 0;
  for (; at < io.args.length; at++) {
    const argument = io.args[at]!;
    if (argument === "--") {
      at++;
      break;
    }
    if (!argument.startsWith("-")) break;
    const word = argument.startsWith("--") ? argument.slice(1) : argument;
    if (matches(word, "-Version")) {
      io.put("ip utility, iproute2-6.1.0\n");
      return 0;
    }
    const found = FLAGS.find(([name]) => matches(word, name));
    if (word === "-h" || (found === undefined && matches(word, "-help"))) return yield* ip.help(HELP.ip);
    if (found === undefined) return yield* ip.fail(`Option "${argument}" is unknown, try "ip -help".\n`, 255);
    const [name, effect] = found;
    if (effect !== "value") {
      effect(options);
      continue;
    }
    const value = io.args[++at];
    if (value === undefined) return yield* ip.incomplete();
    if (name === "-netns") yield* switchTo(ip, value);
    else if (name === "-batch") batchFile = value;
    else if (name === "-family") {
      const families: Readonly<Record<string, IpOptions["family"]>> = {
        inet: "inet",
        inet6: "other",
        link: "link",
        mpls: "other",
        bridge: "other",
      };
      const family = families[value];
      if (family === undefined) yield* ip.invalid("invalid protocol family", value);
      options.family = family!;
    }
  }
  if (batchFile !== undefined) return yield* batch(ip, batchFile);
  return yield* run(ip, io.args.slice(at));
}

export const ip: Program = function* (sys, argv, env) {
  const io = new Io(sys, "ip", argv.slice(1), env);
  let status: number;
  try {
    status = yield* main(io);
  } catch (error) {
    if (!(error instanceof ProgramExit)) throw error;
    status = error.status;
  }
  return (yield* io.finish(status)) & 0xff;
};
