/** The headless lab as a function of its arguments: finds the verb and runs it. */
import { ImageError } from "@/app/guest/images/store";
import { GuestCrashedError } from "@/app/guest/lab/errors";
import { StorageError } from "@/app/sim/storage/errors";
import { UsageError } from "./options";
import { VERBS, type VerbEntry } from "./verbs";

function overview(): string {
  const rows = VERBS.map((verb) => `  ${verb.name.padEnd(13)}${verb.summary}`);
  return `lab <verb> … [--json]\n\n${rows.join("\n")}\n  help      this list; help <verb> for one verb\n`;
}

const named = (name: string | undefined): VerbEntry | undefined => VERBS.find((verb) => verb.name === name);

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
    process.stdout.write(about === undefined ? overview() : `${(await about.load()).usage}\n`);
    return name === undefined ? 2 : 0;
  }
  const entry = named(name);
  if (entry === undefined) throw unknownVerb(name);
  const verb = await entry.load();
  if (rest.includes("--help")) {
    process.stdout.write(`${verb.usage}\n`);
    return 0;
  }
  return verb.run(rest);
}

const unknownVerb = (name: string): UsageError =>
  new UsageError(`there is no verb "${name}"; verbs: ${VERBS.map((verb) => verb.name).join(", ")}, help`);
