/** The headless lab as a function of its arguments: finds the verb and runs it. */
import { ImageError } from "@/app/guest/images/store";
import { GuestCrashedError } from "@/app/guest/lab/errors";
import { StorageError } from "@/app/sim/storage/errors";
import { UsageError } from "./options";
import type { Verb } from "./verb";
import { boot } from "./verbs/boot";
import { calibrate } from "./verbs/calibrate";
import { chain } from "./verbs/chain";
import { check } from "./verbs/check";
import { checks } from "./verbs/checks";
import { conformance } from "./verbs/conformance";
import { density } from "./verbs/density";
import { docker } from "./verbs/docker";
import { exec } from "./verbs/exec";
import { io } from "./verbs/io";
import { measure } from "./verbs/measure";
import { merge } from "./verbs/merge";
import { net } from "./verbs/net";
import { overhead } from "./verbs/overhead";
import { path } from "./verbs/path";
import { predict } from "./verbs/predict";
import { qcow2 } from "./verbs/qcow2";
import { run } from "./verbs/run";
import { startup } from "./verbs/startup";
import { together } from "./verbs/together";
import { trims } from "./verbs/trims";

const VERBS: readonly Verb[] = [
  boot,
  exec,
  docker,
  io,
  net,
  run,
  check,
  checks,
  conformance,
  measure,
  merge,
  path,
  predict,
  calibrate,
  chain,
  qcow2,
  trims,
  startup,
  density,
  overhead,
  together,
];

function overview(): string {
  const rows = VERBS.map((verb) => `  ${verb.name.padEnd(13)}${verb.summary}`);
  return `lab <verb> … [--json]\n\n${rows.join("\n")}\n  help      this list; help <verb> for one verb\n`;
}

const named = (name: string | undefined): Verb | undefined => VERBS.find((verb) => verb.name === name);

/** Runs one command; what goes wrong is said on standard error. Answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await perform(args);
  } catch (error) {
    const expected =
      error instanceof UsageError ||
      error instanceof ImageError ||
      error instanceof StorageError ||
      error instanceof GuestCrashedError;
    process.stderr.write(
      expected ? `lab: ${(error as Error).message}\n` : `lab: ${(error as Error).stack}\n`,
    );
    return expected ? 2 : 3;
  }
}

async function perform(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "help" || name === "--help" || name === "-h" || name === undefined) {
    const about = named(rest[0]);
    if (rest[0] !== undefined && about === undefined) throw unknownVerb(rest[0]);
    process.stdout.write(about === undefined ? overview() : `${about.usage}\n`);
    return name === undefined ? 2 : 0;
  }
  const verb = named(name);
  if (verb === undefined) throw unknownVerb(name);
  if (rest.includes("--help")) {
    process.stdout.write(`${verb.usage}\n`);
    return 0;
  }
  return verb.run(rest);
}

const unknownVerb = (name: string): UsageError =>
  new UsageError(`there is no verb "${name}"; verbs: ${VERBS.map((verb) => verb.name).join(", ")}, help`);
