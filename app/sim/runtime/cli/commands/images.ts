/** docker images, history, tag, rmi, load, save, image prune. */
import type { Call } from "../../../kernel/abi/call";
import { SysError } from "../../../kernel/abi/errno";
import { EngineError, type ImageInfo } from "../../engine/contract";
import { ImageError } from "../../image/errors";
import { readReference } from "../../image/references";
import { type CliEngine, CliError, type Context, complaint } from "../context";
import { readAll, readFileBytes, writeAll, writeFileBytes } from "../files";
import { filterBy, hasLabel, isYes } from "../filters";
import {
  HISTORY_LIST,
  historyRows,
  IMAGE_LIST,
  IMAGE_LIST_WITH_DIGESTS,
  imageRows,
} from "../format/image-rows";
import { formatFlags, listing } from "../format/listing";
import { humanSize } from "../format/units";
import { matchesReference } from "../values/image-patterns";
import { confirmed } from "./confirm";

/** Whether the image is a step on the way to another. */
const isStepOf = (image: ImageInfo, other: ImageInfo): boolean =>
  other.id !== image.id &&
  other.history.length > image.history.length &&
  image.layers.every(({ diffId }, i) => other.layers[i]?.diffId === diffId) &&
  image.history.every(
    ({ created, createdBy }, i) =>
      other.history[i]?.created === created && other.history[i]?.createdBy === createdBy,
  );

const isStep = (image: ImageInfo, all: readonly ImageInfo[]): boolean =>
  all.some((other) => isStepOf(image, other));

/** Removes the nameless steps that led to an image which is gone, the last ones first. */
function* removeSteps({ engine, sys }: Context, gone: ImageInfo): Call<readonly string[]> {
  const lines: string[] = [];
  const steps = engine.images().filter((image) => image.tags.length === 0 && isStepOf(image, gone));
  for (const step of steps.sort((a, b) => b.history.length - a.history.length)) {
    const used = engine.containers().some(({ imageId }) => imageId === step.id);
    if (used || isStep(step, engine.images())) continue;
    lines.push(...(yield* engine.removeImage(sys, step.id, false)));
  }
  return lines;
}

/** Without a name, and no step to one that is kept. */
const isDangling = (image: ImageInfo, all: readonly ImageInfo[]): boolean =>
  image.tags.length === 0 && !isStep(image, all);

export function* images(context: Context): Call<number> {
  const { flags, engine, args } = context;
  const all = [...engine.images()].sort((a, b) => b.createdSeconds - a.createdSeconds);
  const shown = all.filter((image) => flags.on("all") || image.tags.length > 0 || !isStep(image, all));
  const pattern = args[0];
  const reference = (image: ImageInfo, value: string) =>
    image.tags.some((tag) => matchesReference(tag, value));
  const filtered = filterBy(shown, flags.all("filter"), {
    dangling: (image, value) => (image.tags.length === 0) === isYes(value),
    label: ({ config }, value) => hasLabel(config.labels, value),
    reference,
    before: (image, value) => image.createdSeconds < engine.image(value).createdSeconds,
    since: (image, value) => image.createdSeconds > engine.image(value).createdSeconds,
  });
  const matching = pattern === undefined ? filtered : filtered.filter((image) => reference(image, pattern));
  const now = yield* context.nowSeconds();
  const [format, quiet] = formatFlags(flags);
  const rows = imageRows(matching, { now, noTrunc: flags.on("no-trunc"), pattern });
  const kind = flags.on("digests") ? IMAGE_LIST_WITH_DIGESTS : IMAGE_LIST;
  context.put(
    listing(
      kind,
      quiet ? rows.filter((row, i) => rows.findIndex(({ ID }) => ID === row.ID) === i) : rows,
      format,
      quiet,
    ),
  );
  return 0;
}

export function* history(context: Context): Call<number> {
  const { flags, engine, args } = context;
  const now = yield* context.nowSeconds();
  const rows = historyRows(engine.image(args[0]!), engine.images(), {
    now,
    noTrunc: flags.on("no-trunc"),
    human: flags.on("human"),
  });
  const [format, quiet] = formatFlags(flags);
  const kind = flags.on("human")
    ? HISTORY_LIST
    : { ...HISTORY_LIST, table: HISTORY_LIST.table.replace("{{.CreatedSince}}", "{{.CreatedAt}}") };
  context.put(listing(kind, rows, format, quiet));
  return 0;
}

// biome-ignore lint/correctness/useYield: for one form of commands
export function* tag(context: Context): Call<number> {
  const [source = "", target = ""] = context.args;
  const read = readReference(target);
  if (!read.ok)
    throw new CliError(
      `Error parsing reference: ${JSON.stringify(target)} is not a valid repository/tag: ${read.error}`,
    );
  if (read.digest !== undefined) throw new CliError("refusing to create a tag with a digest reference");
  context.engine.tag(source, target);
  return 0;
}

export const removeImages = (context: Context): Call<number> =>
  context.each(function* (reference) {
    const { engine, sys, flags } = context;
    try {
      const image = engine.image(reference);
      const lines = yield* engine.removeImage(sys, reference, flags.on("force"));
      const gone = !engine.images().some(({ id }) => id === image.id);
      const more = gone && !flags.on("no-prune") ? yield* removeSteps(context, image) : [];
      return [...lines, ...more].join("\n");
    } catch (error) {
      if (!flags.on("force") || !(error instanceof EngineError) || error.kind !== "not-found") throw error;
      yield* context.warn(complaint(error));
      return undefined;
    }
  });

/** Where standard input waits to be read as an archive. */
const INPUT_PATH = "/var/lib/docker/tmp/load-";

export function* load(context: Context): Call<number> {
  const { flags, engine, sys } = context;
  const input = flags.text("input");
  let loaded: readonly ImageInfo[];
  if (input !== "") {
    // The client opens it: what is wrong with the file is said without the daemon's name.
    yield* readFileBytes(sys, input);
    loaded = yield* reading(engine.load(sys, input));
  } else {
    if (yield* sys.isatty(0)) throw new CliError("requested load from stdin, but stdin is empty");
    const path = `${INPUT_PATH}${yield* sys.getpid()}`;
    const archive = yield* readAll(sys, 0);
    yield* makeParent(context);
    yield* writeFileBytes(sys, path, archive, 0o600);
    try {
      loaded = yield* reading(engine.load(sys, path));
    } finally {
      yield* sys.unlink(path);
    }
  }
  for (const image of loaded) {
    for (const name of image.tags) yield* context.line(`Loaded image: ${name}`);
    if (image.tags.length === 0) yield* context.line(`Loaded image ID: ${image.id}`);
  }
  return 0;
}

function* makeParent({ sys }: Context): Call<void> {
  let path = "";
  for (const name of INPUT_PATH.split("/").slice(1, -1)) {
    path += `/${name}`;
    try {
      yield* sys.mkdir(path, 0o700);
    } catch (error) {
      // Most of them are there.
      if (!isThere(error)) throw error;
    }
  }
}

const isThere = (error: unknown): boolean => error instanceof SysError && error.code === "EEXIST";

function* reading<T>(call: Call<T>): Call<T> {
  try {
    return yield* call;
  } catch (error) {
    if (error instanceof ImageError) throw new CliError(`Error processing tar file: ${error.message}`);
    throw error;
  }
}

export function* save(context: Context): Call<number> {
  const { flags, engine, sys, args } = context;
  const output = flags.text("output");
  if (output === "" && (yield* sys.isatty(1)))
    throw new CliError("cowardly refusing to save to a terminal. Use the -o flag or redirect");
  for (const reference of args) engine.image(reference);
  if (output !== "") {
    yield* engine.save(sys, args, output);
    return 0;
  }
  const path = `${INPUT_PATH}${yield* sys.getpid()}`;
  yield* makeParent(context);
  yield* engine.save(sys, args, path);
  const archive = yield* readFileBytes(sys, path);
  yield* sys.unlink(path);
  yield* context.io.flush();
  yield* writeAll(sys, 1, archive);
  return 0;
}

export function* prune(context: Context): Call<number> {
  const { flags } = context;
  if (flags.has("filter"))
    throw new CliError("--filter is not known to the lab's engine; remove images by name");
  const warning = flags.on("all")
    ? "WARNING! This will remove all images without at least one container associated to them.\n"
    : "WARNING! This will remove all dangling images.\n";
  const wanted = flags.on("force") || (yield* confirmed(context, warning));
  const { lines, bytes } = wanted ? yield* pruneImages(context, flags.on("all")) : { lines: [], bytes: 0 };
  if (lines.length > 0) context.put(`Deleted Images:\n${lines.join("\n")}\n\n`);
  context.put(`Total reclaimed space: ${humanSize(bytes)}\n`);
  return 0;
}

const layerBytes = (engine: CliEngine): number => {
  const layers = new Map(
    engine.images().flatMap((image) => image.layers.map((layer) => [layer.diffId, layer.size] as const)),
  );
  return [...layers.values()].reduce((sum, size) => sum + size, 0);
};

/** Removes images without names, or all that no container uses. */
export function* pruneImages(
  { engine, sys }: Context,
  everything: boolean,
): Call<{ readonly lines: readonly string[]; readonly bytes: number }> {
  const before = layerBytes(engine);
  const lines: string[] = [];
  for (;;) {
    const all = engine.images();
    const used = new Set(engine.containers().map(({ imageId }) => imageId));
    const next = all.find(
      (image) => !used.has(image.id) && (isDangling(image, all) || (everything && image.tags.length > 0)),
    );
    if (next === undefined) break;
    const references = next.tags.length > 1 ? next.tags : [next.id];
    for (const reference of references)
      lines.push(
        ...(yield* engine.removeImage(sys, reference, false)).map((line) =>
          line.replace(/^[UD]/, (letter) => letter.toLowerCase()),
        ),
      );
  }
  return { lines, bytes: before - layerBytes(engine) };
}
