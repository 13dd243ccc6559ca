/** What happens to containers that are there: stop, restart, kill, rm, pause, wait, rename, update, prune. */
import type { Call } from "../../../kernel/abi/call";
import { EngineError } from "../../engine/contract";
import { CliError, type Context, complaint } from "../context";
import { writtenBytes } from "../disk";
import { humanSize } from "../format/units";
import { refuseUnknownFlags } from "../values/refused-flags";
import { parseResources } from "../values/resources";
import { confirmed } from "./confirm";

export const stop = (context: Context): Call<number> =>
  context.each(function* (reference) {
    const { engine, sys, flags } = context;
    const { id } = engine.container(reference);
    const signal = flags.text("signal");
    if (signal !== "" && engine.container(reference).status === "running")
      yield* engine.kill(sys, id, signal);
    yield* engine.stop(sys, id, flags.int("timeout"));
    return reference;
  });

export const restart = (context: Context): Call<number> =>
  context.each(function* (reference) {
    const { engine, sys, flags } = context;
    const { id } = engine.container(reference);
    const signal = flags.text("signal");
    if (signal !== "" && engine.container(reference).status === "running")
      yield* engine.kill(sys, id, signal);
    yield* engine.stop(sys, id, flags.int("timeout"));
    yield* engine.start(sys, id, undefined);
    return reference;
  });

export const kill = (context: Context): Call<number> =>
  context.each(function* (reference) {
    const { engine, sys, flags } = context;
    const { id } = engine.container(reference);
    try {
      yield* engine.kill(sys, id, flags.text("signal") || "KILL");
    } catch (error) {
      if (!(error instanceof EngineError) || error.kind !== "conflict") throw error;
      throw new EngineError(
        error.message.replace(`cannot kill container: ${id}`, `Cannot kill container: ${reference}`),
        error.status,
        error.kind,
      );
    }
    return reference;
  });

export const remove = (context: Context): Call<number> =>
  context.each(function* (reference) {
    const { engine, sys, flags } = context;
    if (flags.on("link")) throw new CliError("--link is not known to the lab's engine");
    try {
      yield* engine.remove(sys, reference, { force: flags.on("force"), volumes: flags.on("volumes") });
    } catch (error) {
      // With --force, what is not there is as good as removed; Docker still says so.
      if (!flags.on("force") || !(error instanceof EngineError) || error.kind !== "not-found") throw error;
      yield* context.warn(complaint(error));
      return undefined;
    }
    return reference;
  });

export const pause = (context: Context): Call<number> =>
  context.each(function* (reference) {
    yield* context.engine.pause(context.sys, reference);
    return reference;
  });

export const unpause = (context: Context): Call<number> =>
  context.each(function* (reference) {
    yield* context.engine.unpause(context.sys, reference);
    return reference;
  });

export const wait = (context: Context): Call<number> =>
  context.each(function* (reference) {
    return String(yield* context.engine.wait(context.sys, reference));
  });

export function* rename(context: Context): Call<number> {
  const [from = "", to = ""] = context.args;
  if (from.trim() === "" || to.trim() === "")
    throw new CliError("Error: Neither old nor new names may be empty");
  try {
    context.engine.rename(from, to);
    return 0;
  } catch (error) {
    yield* context.warn(complaint(error));
    yield* context.warn(`Error: failed to rename container named ${from}`);
    return 1;
  }
}

/** What the engine cannot change of a container that is there. */
const FIXED = [
  "blkio-weight",
  "cpu-rt-period",
  "cpu-rt-runtime",
  "cpuset-mems",
  "memory-reservation",
  "restart",
];

export function* update(context: Context): Call<number> {
  const { flags, engine, sys } = context;
  if (flags.names().length === 0)
    throw new CliError("you must provide one or more flags when using this command");
  refuseUnknownFlags(flags, FIXED);
  const resources = parseResources(flags, (yield* sys.getaffinity(0)).length);
  return yield* context.each(function* (reference) {
    yield* engine.update(sys, reference, resources);
    return reference;
  });
}

export function* prune(context: Context): Call<number> {
  const { flags } = context;
  if (flags.has("filter"))
    throw new CliError("--filter is not known to the lab's engine; remove containers by name");
  const wanted =
    flags.on("force") || (yield* confirmed(context, "WARNING! This will remove all stopped containers.\n"));
  const { ids, bytes } = wanted ? yield* pruneContainers(context) : { ids: [], bytes: 0 };
  if (ids.length > 0) context.put(`Deleted Containers:\n${ids.join("\n")}\n\n`);
  context.put(`Total reclaimed space: ${humanSize(bytes)}\n`);
  return 0;
}

/** Removes containers that do not run. */
export function* pruneContainers({
  engine,
  sys,
}: Context): Call<{ readonly ids: readonly string[]; readonly bytes: number }> {
  const ids: string[] = [];
  let bytes = 0;
  for (const container of engine.containers()) {
    if (!["created", "exited", "dead"].includes(container.status)) continue;
    bytes += yield* writtenBytes(sys, container);
    yield* engine.remove(sys, container.id, { force: false, volumes: false });
    ids.push(container.id);
  }
  return { ids, bytes };
}
