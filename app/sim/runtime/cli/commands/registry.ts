/** Commands that need a registry: none can be reached from the lab, and Docker has words for that. */
import type { Call } from "../../../kernel/abi/call";
import { EngineError } from "../../engine/contract";
import { readReference, withDefaultTag } from "../../image/references";
import { CliError, type Context } from "../context";
import { readAll } from "../files";

const HUB = "registry-1.docker.io";

function lookup(url: string, host: string): EngineError {
  return new EngineError(
    `Get "${url}": dial tcp: lookup ${host.replace(/:\d+$/, "")}: no such host`,
    125,
    "runtime",
  );
}

/** The part of a name in front of its first slash, if that is a host. */
function hostOf(name: string): string {
  const first = name.includes("/") ? name.split("/", 1)[0]! : "";
  return /[.:]|^localhost$/.test(first) ? first : HUB;
}

/** What the daemon says when it has looked for an image. */
export function pullFailure(image: string): EngineError {
  const host = hostOf(image);
  return lookup(`https://${host}/v2/`, host);
}

export function* pull(context: Context): Call<number> {
  const [name = ""] = context.args;
  const read = readReference(name);
  if (!read.ok) throw new CliError(read.error);
  if (
    read.tag === undefined &&
    read.digest === undefined &&
    !context.flags.on("quiet") &&
    !context.flags.on("all-tags")
  )
    yield* context.line("Using default tag: latest");
  throw pullFailure(name);
}

export function* push(context: Context): Call<number> {
  const [name = ""] = context.args;
  const read = readReference(name);
  if (!read.ok) throw new CliError(read.error);
  if (read.tag === undefined && !context.flags.on("all-tags"))
    yield* context.line("Using default tag: latest");
  yield* context.line(
    `The push refers to repository [${hostOf(name) === HUB ? `docker.io/${name.includes("/") ? "" : "library/"}${read.name}` : read.name}]`,
  );
  const reference = withDefaultTag(read);
  const known = context.engine.images().some(({ tags }) => tags.includes(reference));
  if (!known) throw new CliError(`An image does not exist locally with the tag: ${read.name}`);
  const host = hostOf(name);
  throw new CliError(lookup(`https://${host}/v2/`, host).message);
}

export function* search(context: Context): Call<number> {
  yield* context.io.flush();
  throw lookup(`https://index.docker.io/v1/search?q=${context.args[0]}&n=25`, "index.docker.io");
}

export function* login(context: Context): Call<number> {
  const { flags, sys } = context;
  if (flags.on("password-stdin")) {
    if (!flags.has("username")) throw new CliError("Must provide --username with --password-stdin");
    if (flags.has("password")) throw new CliError("--password and --password-stdin are mutually exclusive");
    yield* readAll(sys, 0);
  } else if (!flags.has("password") && !(yield* sys.isatty(0)))
    throw new CliError("Error: Cannot perform an interactive login from a non TTY device");
  const server = context.args[0];
  throw lookup(`https://${server ?? HUB}/v2/`, server ?? HUB);
}

export function* logout(context: Context): Call<number> {
  const server = context.args[0] ?? "https://index.docker.io/v1/";
  yield* context.line(`Not logged in to ${server}`);
  return 0;
}
