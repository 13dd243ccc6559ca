/** What COPY and ADD put where: archives for directories of the image. Pure but for the sources. */
import type { Instruction } from "../dockerfile/instructions";
import { byteString, bytesOf } from "../image/bytes";
import { decompress } from "../image/compression";
import { digestOf } from "../image/digest";
import { ImageError } from "../image/errors";
import { readTar, type TarEntry } from "../image/tar";
import { tarEntry } from "../image/tar-write";
import { joinPath } from "./config-change";
import { BuildError } from "./host";
import { below, findSources, type Sources, single } from "./sources";

export type CopyInstruction = Extract<Instruction, { kind: "copy" | "add" }>;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface CopyPlan {
  /** Absolute. */
  readonly destination: string;
  /** Whether files keep their names below the destination, or one file takes its name. */
  readonly intoDirectory: boolean;
  /** Below the destination, or, of one file, "". */
  readonly entries: readonly TarEntry[];
  /** "file:…", "dir:…" or "multi:…", as history shows it. */
  readonly label: string;
}

/** Of an archive that ADD takes apart. */
const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** What differs between builds must be in it; times are not. */
function contentKey(entries: readonly TarEntry[]): string {
  const lines = entries.map(
    ({ path, type, mode, uid, gid, linkTarget, data }) =>
      `${path}\0${type}\0${mode}\0${uid}\0${gid}\0${linkTarget}\0${type === "file" ? digestOf(data) : ""}\n`,
  );
  return digestOf(bytesOf(lines.join(""))).slice("sha256:".length);
}

/** ADD takes archives apart; undefined for what is none. */
function unpacked(entry: TarEntry): readonly TarEntry[] | undefined {
  if (entry.type !== "file" || entry.data.length < 20) return undefined;
  try {
    const plain = decompress(entry.data, entry.path, MAX_ARCHIVE_BYTES);
    if (byteString(plain.subarray(257, 262)) !== "ustar") return undefined;
    return readTar(plain, entry.path).filter(({ path }) => path !== "." && path !== "./");
  } catch (error) {
    // A file that only begins like an archive is copied as it is.
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}

/** @param isDirectory whether the image has a directory at the destination @throws BuildError */
export function planCopy(
  instruction: CopyInstruction,
  sources: Sources,
  workingDir: string,
  owner: Owner,
  isDirectory: boolean,
): CopyPlan {
  const { line, destination: written } = instruction;
  const keyword = instruction.kind.toUpperCase();
  const destination = joinPath(workingDir, written);
  const named: { readonly name: string; readonly entries: readonly TarEntry[]; readonly tree: boolean }[] =
    [];
  for (const source of instruction.sources) {
    if (source.kind === "heredoc") {
      named.push({
        name: source.name,
        entries: [tarEntry({ path: source.name, type: "file", data: bytesOf(source.content) })],
        tree: false,
      });
      continue;
    }
    for (const found of findSources(sources, source.path, keyword, line)) {
      if (found.isDirectory) {
        named.push({ name: "", entries: below(sources, found.path), tree: true });
        continue;
      }
      const name = baseName(found.path);
      const entry = single(sources, found.path, name);
      const inner = instruction.kind === "add" ? unpacked(entry) : undefined;
      named.push(
        inner === undefined
          ? { name, entries: [entry], tree: false }
          : { name: "", entries: inner, tree: true },
      );
    }
  }
  const asDirectory = written.endsWith("/") || written === "." || written === "" || isDirectory;
  if (named.length > 1 && !asDirectory)
    throw new BuildError(
      `When using ${keyword} with more than one source file, the destination must be a directory and end with a /`,
    );
  const intoDirectory = asDirectory || named[0]?.tree === true;
  const own = named.flatMap(({ entries, tree }) =>
    entries.map((entry) => ({
      ...entry,
      ...(instruction.kind === "add" && tree && instruction.chown === undefined ? {} : owner),
      ...modeOf(instruction.chmod, entry),
      path: intoDirectory ? entry.path : "",
    })),
  );
  const label = named.length > 1 ? "multi" : named[0]?.tree ? "dir" : "file";
  return { destination, intoDirectory, entries: own, label: `${label}:${contentKey(own)}` };
}

function modeOf(chmod: string | undefined, { type }: TarEntry): { readonly mode?: number } {
  if (chmod === undefined || type === "symlink") return {};
  if (!/^[0-7]{1,4}$/.test(chmod))
    throw new BuildError(
      `invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`,
    );
  return { mode: Number.parseInt(chmod, 8) };
}

/** The archive for a directory that is there, with the directories that are missing between it and the destination. */
export function archiveFor(plan: CopyPlan, existing: string): readonly TarEntry[] {
  const rest = plan.destination.slice(existing === "/" ? 1 : existing.length + 1);
  const names = rest === "" ? [] : rest.split("/");
  const directories = plan.intoDirectory ? names : names.slice(0, -1);
  const made = directories.map((_, i) =>
    tarEntry({ path: directories.slice(0, i + 1).join("/"), type: "directory" }),
  );
  const prefix = names.length === 0 ? "" : `${names.join("/")}/`;
  const move = (path: string) => (plan.intoDirectory ? prefix + path : names.join("/"));
  return [
    ...made,
    ...plan.entries.map((entry) => ({
      ...entry,
      path: move(entry.path),
      linkTarget: entry.type === "hardlink" ? prefix + entry.linkTarget : entry.linkTarget,
    })),
  ];
}
