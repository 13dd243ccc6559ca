/** Where COPY and ADD take files from: a build context, or the files of an image. Paths are relative, without "./". */
import { compileGlob, isPattern } from "../dockerfile/glob";
import type { IgnoreMatcher } from "../dockerfile/ignore";
import type { TarEntry } from "../image/tar";
import { BuildError } from "./host";

export interface Sources {
  /** By path; directories too. Insertion order is that of the archive. */
  readonly files: ReadonlyMap<string, TarEntry>;
  /** Words for a file that is not there: "file not found in build context or excluded by .dockerignore: " or "". */
  readonly missing: string;
}

/** @param entries as an archive of a directory has them, its own name first or "." */
export function sourcesOf(
  entries: readonly TarEntry[],
  missing: string,
  ignored: IgnoreMatcher = () => false,
): Sources {
  const files = new Map<string, TarEntry>();
  const root = entries[0]?.path ?? ".";
  const below = (path: string) =>
    path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^\.?\//, "");
  for (const entry of entries) {
    if (entry.path === root) continue;
    const path = below(entry.path);
    if (!ignored(path))
      files.set(path, {
        ...entry,
        path,
        linkTarget: entry.type === "hardlink" ? below(entry.linkTarget) : entry.linkTarget,
      });
  }
  // What is taken back in by an exception needs its directories.
  return { files, missing };
}

/** A path of the context as COPY means it: "/a/../b/." is "b"; "" is all of it. */
function contextPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

export interface Found {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** What a source of COPY names. @throws BuildError if there is nothing */
export function findSources(
  { files, missing }: Sources,
  written: string,
  keyword: string,
  line: number,
): readonly Found[] {
  const path = contextPath(written);
  const isDirectory = (name: string) =>
    name === "" ||
    files.get(name)?.type === "directory" ||
    [...files.keys()].some((each) => each.startsWith(`${name}/`));
  if (isPattern(path)) {
    const matches = compileGlob(path, line);
    const found = [...files.keys()].filter((name) => matches(name)).sort();
    if (found.length === 0) throw new BuildError(`${keyword} failed: no source files were specified`);
    return found.map((name) => ({ path: name, isDirectory: isDirectory(name) }));
  }
  if (path !== "" && !files.has(path) && !isDirectory(path))
    throw new BuildError(`${keyword} failed: ${missing}stat ${path}: file does not exist`);
  return [{ path, isDirectory: isDirectory(path) }];
}

/** The entries of a directory, with paths below it; hard links to files outside become files. */
export function below({ files }: Sources, directory: string): readonly TarEntry[] {
  const prefix = directory === "" ? "" : `${directory}/`;
  return [...files]
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, entry]) => moved(files, entry, path.slice(prefix.length), prefix));
}

/** One file under a new name. */
export function single({ files }: Sources, path: string, name: string): TarEntry {
  const entry = files.get(path)!;
  return entry.type === "hardlink" ? contentOf(files, entry, name) : { ...entry, path: name };
}

function moved(
  files: ReadonlyMap<string, TarEntry>,
  entry: TarEntry,
  path: string,
  prefix: string,
): TarEntry {
  if (entry.type !== "hardlink") return { ...entry, path };
  if (entry.linkTarget.startsWith(prefix))
    return { ...entry, path, linkTarget: entry.linkTarget.slice(prefix.length) };
  return contentOf(files, entry, path);
}

function contentOf(files: ReadonlyMap<string, TarEntry>, entry: TarEntry, path: string): TarEntry {
  const first = files.get(entry.linkTarget);
  return first === undefined ? { ...entry, type: "file", path, linkTarget: "" } : { ...first, path };
}
