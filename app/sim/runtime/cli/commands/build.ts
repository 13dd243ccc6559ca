/** docker build. */
import type { Call } from "../../../kernel/abi/call";
import { SysError } from "../../../kernel/abi/errno";
import { S } from "../../../kernel/abi/flags";
import { buildImage } from "../../build/build-image";
import { BuildError } from "../../build/host";
import { sourcesOf } from "../../build/sources";
import { DockerfileError } from "../../dockerfile/dockerfile-error";
import { parseDockerignore } from "../../dockerfile/ignore";
import { parseDockerfile } from "../../dockerfile/parse";
import { Names, tree } from "../../engine/tar-of";
import { goError } from "../../engine/words";
import { byteString } from "../../image/bytes";
import { decompress } from "../../image/compression";
import { readReference, withDefaultTag } from "../../image/references";
import { readTar, type TarEntry } from "../../image/tar";
import { tarEntry, writeTar } from "../../image/tar-write";
import { CliError, type Context } from "../context";
import { readAll, readTextFile, writeFileBytes } from "../files";
import { humanSize, shortId } from "../format/units";
import { refuseUnknownFlags } from "../values/refused-flags";
import { keyValues, withValue } from "../values/settings";
import { pullFailure } from "./registry";

const UNKNOWN = [
  "add-host",
  "cache-from",
  "cgroup-parent",
  "cpu-period",
  "cpu-quota",
  "cpu-shares",
  "cpuset-cpus",
  "cpuset-mems",
  "memory",
  "memory-swap",
  "platform",
  "security-opt",
  "shm-size",
  "squash",
  "ulimit",
];

/** Of a context that comes as an archive. */
const MAX_CONTEXT_BYTES = 512 * 1024 * 1024;
const MISSING = "file not found in build context or excluded by .dockerignore: ";

interface BuildContext {
  readonly entries: readonly TarEntry[];
  readonly dockerfile: string;
}

const rootEntry = tarEntry({ path: ".", type: "directory" });

/** The context from standard input: a Dockerfile alone, or an archive. */
function* fromInput(context: Context, name: string): Call<BuildContext> {
  const input = yield* readAll(context.sys, 0);
  if (input.length === 0)
    throw new CliError("unable to prepare context: failed to peek context header from STDIN: EOF");
  const isArchive =
    byteString(input.subarray(257, 262)) === "ustar" || (input[0] === 0x1f && input[1] === 0x8b);
  if (!isArchive) return { entries: [rootEntry], dockerfile: byteString(input) };
  const entries = readTar(decompress(input, "the context", MAX_CONTEXT_BYTES), "the context").map(
    (entry) => ({ ...entry, path: entry.path.replace(/^\.\//, "") }),
  );
  const file = entries.find(({ path }) => path === name);
  if (file === undefined)
    throw new CliError(`Error response from daemon: Cannot locate specified Dockerfile: ${name}`);
  return {
    entries: [rootEntry, ...entries.filter(({ path }) => path !== ".")],
    dockerfile: byteString(file.data),
  };
}

function* fromDirectory(context: Context, directory: string): Call<BuildContext> {
  const { sys, flags } = context;
  const name = flags.text("file");
  if (!(yield* isDirectory(context, directory)))
    throw new CliError(`unable to prepare context: path ${JSON.stringify(directory)} not found`);
  let dockerfile: string;
  if (name === "-") dockerfile = byteString(yield* readAll(sys, 0));
  else {
    const path = name === "" ? `${directory.replace(/(?<=.)\/+$/, "")}/Dockerfile` : name;
    try {
      yield* sys.stat(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const absolute = path.startsWith("/")
        ? path
        : `${yield* sys.getcwd()}/${path.replace(/^(\.\/)+/, "")}`.replace(/^\/\//, "/");
      throw new CliError(
        `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${absolute}: ${goError(error)}`,
      );
    }
    dockerfile = yield* readTextFile(sys, path);
  }
  const entries: TarEntry[] = [];
  yield* tree(sys, directory, ".", 0, entries, new Names());
  return { entries: entries.map((entry) => ({ ...entry, uid: 0, gid: 0 })), dockerfile };
}

function* isDirectory({ sys }: Context, path: string): Call<boolean> {
  try {
    return ((yield* sys.stat(path)).mode & S.IFMT) === S.IFDIR;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

export function* build(context: Context): Call<number> {
  const { flags, engine, sys, args, io } = context;
  refuseUnknownFlags(flags, UNKNOWN);
  const [where = ""] = args;
  if (/^(https?|git|ssh):\/\/|^git@/.test(where))
    throw new CliError(`unable to prepare context: no network leads out of the lab: ${where}`);
  const tags = flags.all("tag").map((tag) => {
    const read = readReference(tag);
    if (!read.ok)
      throw new CliError(
        `invalid argument ${JSON.stringify(tag)} for "-t, --tag" flag: ${read.error}\nSee 'docker build --help'.`,
        125,
      );
    return withDefaultTag(read);
  });
  const { entries, dockerfile } =
    where === "-"
      ? yield* fromInput(context, flags.text("file") || "Dockerfile")
      : yield* fromDirectory(context, where);
  const quiet = flags.on("quiet");
  try {
    const ignoreFile = entries.find(({ path }) => path === ".dockerignore" || path === "./.dockerignore");
    const sources = sourcesOf(
      entries,
      MISSING,
      ignoreFile === undefined ? undefined : parseDockerignore(byteString(ignoreFile.data)),
    );
    const parsed = parseDockerfile(dockerfile);
    if (!quiet)
      yield* context.line(
        `Sending build context to Docker daemon  ${humanSize(writeTar([...sources.files.values()]).length)}`,
      );
    const host = {
      sys,
      engine,
      *say(text: string) {
        if (quiet) return;
        io.put(text);
        yield* io.flush();
      },
      verbose: !quiet,
      missing: pullFailure,
    };
    const network = flags.text("network");
    const image = yield* buildImage(host, parsed, sources, {
      args: new Map(
        Object.entries(keyValues(flags.all("build-arg").flatMap((each) => withValue(each, io.env)))),
      ),
      target: flags.text("target") || undefined,
      useCache: !flags.on("no-cache"),
      removes: flags.on("rm") || flags.on("force-rm"),
      removesFailed: flags.on("force-rm"),
      network: network === "default" ? "bridge" : network,
      labels: keyValues(flags.all("label")),
    });
    if (quiet) yield* context.line(image.id);
    else yield* context.line(`Successfully built ${shortId(image.id)}`);
    if (flags.has("iidfile")) yield* writeFileBytes(sys, flags.text("iidfile"), image.id);
    for (const tag of tags) {
      engine.tag(image.id, tag);
      if (!quiet) yield* context.line(`Successfully tagged ${tag}`);
    }
    return 0;
  } catch (error) {
    if (error instanceof BuildError) throw new CliError(error.message, error.status);
    if (error instanceof DockerfileError) throw new CliError(`Error response from daemon: ${error.message}`);
    throw error;
  }
}
