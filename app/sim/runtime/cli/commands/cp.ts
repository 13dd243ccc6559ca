/** docker cp, export, commit, import: files between a container and the host, and images made of them. */
import type { Call } from "../../../kernel/abi/call";
import { SysError } from "../../../kernel/abi/errno";
import { S } from "../../../kernel/abi/flags";
import type { Stat } from "../../../kernel/abi/sys";
import { EngineError, type ImageConfig } from "../../engine/contract";
import { Names, tree } from "../../engine/tar-of";
import { readTar, type TarEntry } from "../../image/tar";
import { writeTar } from "../../image/tar-write";
import { CliError, type Context } from "../context";
import { placeFiles } from "../extract";
import { readAll, writeAll, writeFileBytes } from "../files";
import { humanSize } from "../format/units";
import { changesOf } from "../values/changes";
import { cleanPath } from "../values/mounts";

interface Place {
  /** undefined: on the host. */
  readonly container: string | undefined;
  readonly path: string;
}

/** "name:/path", or a path of the host; "./a:b" is the host's. */
function placeOf(text: string): Place {
  const colon = text.indexOf(":");
  if (colon < 0 || /^[./]/.test(text)) return { container: undefined, path: text };
  return { container: text.slice(0, colon), path: text.slice(colon + 1) };
}

const baseName = (path: string): string => path.replace(/\/+$/, "").split("/").at(-1) ?? "";
const parentName = (path: string): string => path.replace(/\/+$/, "").replace(/[^/]*$/, "") || ".";
const isDirectory = (stat: Stat | undefined): boolean =>
  stat !== undefined && (stat.mode & S.IFMT) === S.IFDIR;
/** "dir/.": what is in it. */
const wantsContent = (path: string): boolean => /(^|\/)\.\/*$/.test(path);

function* statOf({ sys }: Context, path: string): Call<Stat | undefined> {
  try {
    return yield* sys.stat(path);
  } catch (error) {
    if (error instanceof SysError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The archive under another name for its first entry. */
function renamed(entries: readonly TarEntry[], to: string): readonly TarEntry[] {
  const root = entries[0]?.path ?? "";
  const rename = (path: string) =>
    path === root ? to : path.startsWith(`${root}/`) ? `${to}${path.slice(root.length)}` : path;
  return entries.map((entry) => ({
    ...entry,
    path: rename(entry.path),
    linkTarget: entry.type === "hardlink" ? rename(entry.linkTarget) : entry.linkTarget,
  }));
}

export function* copy(context: Context): Call<number> {
  const { flags, args } = context;
  if (flags.on("follow-link"))
    throw new CliError("--follow-link is not known to the lab's engine; name what the link leads to");
  const from = placeOf(args[0]!);
  const to = placeOf(args[1]!);
  if (from.container !== undefined && to.container !== undefined)
    throw new CliError("copying between containers is not supported");
  if (from.container === undefined && to.container === undefined)
    throw new CliError("must specify at least one container source");
  const bytes =
    from.container !== undefined
      ? yield* copyOut(context, from.container, from.path, to.path)
      : yield* copyIn(context, from.path, to.container!, to.path);
  const quiet = flags.has("quiet") ? flags.on("quiet") : !(yield* context.sys.isatty(1));
  if (!quiet && bytes !== undefined)
    yield* context.warn(`Successfully copied ${humanSize(bytes)} to ${args[1]}`);
  return 0;
}

/** Answers the bytes of the archive; undefined if it went to standard output. */
function* copyOut(
  context: Context,
  reference: string,
  path: string,
  target: string,
): Call<number | undefined> {
  const { engine, sys } = context;
  const archive = yield* engine.copyOut(sys, engine.container(reference).id, `/${path.replace(/^\/+/, "")}`);
  if (target === "-") {
    if (yield* sys.isatty(1))
      throw new CliError("cowardly refusing to save to a terminal. Use the -o flag or redirect");
    yield* context.io.flush();
    yield* writeAll(sys, 1, archive);
    return undefined;
  }
  const entries = readTar(archive, `${reference}:${path}`);
  const root = entries[0]!;
  const there = yield* statOf(context, target);
  let directory = target;
  let name = baseName(root.path);
  if (isDirectory(there)) {
    if (wantsContent(path)) name = ".";
  } else {
    if (there !== undefined && root.type === "directory") throw new CliError("cannot copy directory");
    if (there === undefined && target.endsWith("/") && root.type !== "directory")
      throw new CliError(`cannot copy to directory ${JSON.stringify(target)}: no such directory`);
    directory = parentName(target);
    name = baseName(target);
    if (!isDirectory(yield* statOf(context, directory)))
      throw new CliError(
        `invalid output path: directory ${JSON.stringify(directory.replace(/(?<=.)\/$/, ""))} does not exist`,
      );
  }
  yield* placeFiles(sys, directory, renamed(entries, name), `${reference}:${path}`);
  return archive.length;
}

function* copyIn(context: Context, source: string, reference: string, path: string): Call<number> {
  const { engine, sys } = context;
  const { id } = engine.container(reference);
  const target = cleanPath(`/${path}`);
  if (source === "-") {
    const archive = yield* readAll(sys, 0);
    yield* engine.copyIn(sys, id, target, archive);
    return archive.length;
  }
  const stat = yield* statOf(context, source);
  if (stat === undefined)
    throw new CliError(
      `lstat ${cleanPath(source.startsWith("/") ? source : `${yield* sys.getcwd()}/${source}`)}: no such file or directory`,
    );
  const inside = yield* isDirectoryIn(context, id, target);
  let directory = target;
  let name = baseName(source) || ".";
  if (inside === "directory") {
    if (wantsContent(source)) name = ".";
  } else {
    if (inside === "file" && isDirectory(stat)) throw new CliError("cannot copy directory");
    if (inside === "none" && path.endsWith("/") && !isDirectory(stat))
      throw new CliError(
        `Error response from daemon: Could not find the file ${path} in container ${reference}`,
      );
    directory = cleanPath(parentName(target));
    name = baseName(target);
  }
  const entries: TarEntry[] = [];
  yield* tree(sys, source.replace(/(?<=.)\/+$/, ""), "root", 0, entries, new Names());
  const own = context.flags.on("archive") ? entries : entries.map((entry) => ({ ...entry, uid: 0, gid: 0 }));
  const archive = writeTar(renamed(own, name));
  yield* engine.copyIn(sys, id, directory, archive);
  return archive.length;
}

/** What a container has at a path: an archive of nothing can only be put into a directory. */
function* isDirectoryIn(
  { engine, sys }: Pick<Context, "engine" | "sys">,
  id: string,
  path: string,
): Call<"directory" | "file" | "none"> {
  try {
    yield* engine.copyIn(sys, id, path, writeTar([]));
    return "directory";
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.kind === "not-found") return "none";
    if (/not a directory/.test(error.message)) return "file";
    throw error;
  }
}

export function* exportContainer(context: Context): Call<number> {
  const { engine, sys, flags, args } = context;
  const output = flags.text("output");
  if (output === "" && (yield* sys.isatty(1)))
    throw new CliError("cowardly refusing to save to a terminal. Use the -o flag or redirect");
  const { id } = engine.container(args[0]!);
  const entries = readTar(yield* engine.copyOut(sys, id, "/."), args[0]!);
  const plain = entries
    .filter(({ path }) => path !== ".")
    .map((entry) => ({
      ...entry,
      path: entry.path.replace(/^\.\//, ""),
      linkTarget: entry.type === "hardlink" ? entry.linkTarget.replace(/^\.\//, "") : entry.linkTarget,
    }));
  const archive = writeTar(plain);
  if (output !== "") yield* writeFileBytes(sys, output, archive, 0o600);
  else {
    yield* context.io.flush();
    yield* writeAll(sys, 1, archive);
  }
  return 0;
}

export function* commit(context: Context): Call<number> {
  const { engine, sys, flags, args } = context;
  if (flags.has("author")) throw new CliError("--author is not known to the lab's engine");
  const [reference = "", name] = args;
  const container = engine.container(reference);
  const change: Partial<ImageConfig> = changesOf(
    flags.all("change"),
    engine.images().find(({ id }) => id === container.imageId)?.config,
    container.spec,
  );
  const message = flags.text("message");
  if (message !== "")
    throw new CliError("--message is not known to the lab's engine: its history has no comments");
  const image = yield* engine.commit(
    sys,
    container.id,
    name,
    change,
    [container.path, ...container.args].join(" "),
  );
  yield* context.line(image.id);
  return 0;
}
