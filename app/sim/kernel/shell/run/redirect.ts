/** Redirections: applied, and undone after a builtin or a compound command. */

import { type ErrorName, SysError } from "../../abi/errno";
import { O, S } from "../../abi/flags";
import { expandFields, expandText } from "../expand/expander";
import type { Redirection } from "../syntax/ast";
import type { ShellCall } from "./frames";
import { quietly } from "./jobs";
import { LAST_BYTES_IN_PIPE } from "./limits";
import type { Shell } from "./shell";

/** Descriptors that the shell keeps for itself begin here. */
const FIRST_PRIVATE_FD = 10;

/** What descriptors were before: the copy, or undefined where nothing was open. */
export type SavedDescriptors = { readonly fd: number; readonly copy: number | undefined }[];

type Ready =
  | { readonly kind: "file"; readonly operator: string; readonly fd: number; readonly path: string }
  | { readonly kind: "duplicate"; readonly fd: number; readonly from: number | undefined }
  | { readonly kind: "here"; readonly fd: number; readonly text: string };

/** A redirection that failed; the message has been printed. */
export class RedirectionFailure {}

/** Expands all targets before any file is opened, as ash does. */
function* prepare(sh: Shell, redirections: readonly Redirection[]): ShellCall<Ready[]> {
  const ready: Ready[] = [];
  for (const each of redirections) {
    const { fd } = each;
    if (each.kind === "here") {
      ready.push({ kind: "here", fd, text: yield* expandText(sh, each.document.body) });
      continue;
    }
    if (each.kind === "file") {
      const path = yield* expandText(sh, each.target);
      ready.push({ kind: "file", operator: each.operator, fd, path });
      continue;
    }
    const [text] = yield* expandFields(sh, [each.target]);
    if (text === "-") ready.push({ kind: "duplicate", fd, from: undefined });
    else if (text !== undefined && /^[0-9]{1,9}$/.test(text))
      ready.push({ kind: "duplicate", fd, from: Number(text) });
    else if (text === undefined || text === "") yield* sh.fail("syntax error: bad fd number");
    else if (fd !== 1) yield* sh.fail("redir error");
    else ready.push({ kind: "file", operator: "&>", fd, path: text });
  }
  return ready;
}

/**
 * Applies redirections. Answers what to undo; with `keep` nothing can be undone.
 * @throws RedirectionFailure after undoing what had been done
 */
export function* redirect(
  sh: Shell,
  redirections: readonly Redirection[],
  keep: boolean,
): ShellCall<SavedDescriptors> {
  if (redirections.length === 0) return [];
  const ready = yield* prepare(sh, redirections);
  const saved: SavedDescriptors = [];
  try {
    for (const each of ready) {
      if (each.kind === "duplicate") {
        if (each.from === each.fd) continue;
        if (!keep) yield* save(sh, each.fd, saved);
        if (each.from === undefined) yield* quietly(sh.sys.close(each.fd));
        else yield* duplicate(sh, each.from, each.fd);
        continue;
      }
      const opened =
        each.kind === "file" ? yield* openFile(sh, each.operator, each.path) : yield* openText(sh, each.text);
      if (opened !== each.fd) {
        if (!keep) yield* save(sh, each.fd, saved);
        yield* sh.sys.dup2(opened, each.fd);
        yield* sh.sys.close(opened);
      } else if (!keep) saved.push({ fd: each.fd, copy: undefined });
      if (each.kind === "file" && each.operator === "&>") {
        if (!keep) yield* save(sh, 2, saved);
        yield* sh.sys.dup2(each.fd, 2);
      }
    }
    return saved;
  } catch (error) {
    yield* restore(sh, saved);
    throw error;
  }
}

/** Undoes redirections, the last first. */
export function* restore(sh: Shell, saved: SavedDescriptors): ShellCall<void> {
  for (const { fd, copy } of saved.splice(0).reverse()) {
    if (copy === undefined) yield* quietly(sh.sys.close(fd));
    else {
      yield* quietly(sh.sys.dup2(copy, fd));
      yield* quietly(sh.sys.close(copy));
    }
  }
}

function* save(sh: Shell, fd: number, saved: SavedDescriptors): ShellCall<void> {
  if (saved.some((each) => each.fd === fd)) return;
  try {
    const copy = yield* sh.sys.dup(fd, FIRST_PRIVATE_FD);
    yield* sh.sys.setCloexec(copy, true);
    saved.push({ fd, copy });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    saved.push({ fd, copy: undefined });
  }
}

function* duplicate(sh: Shell, from: number, to: number): ShellCall<void> {
  try {
    if (from >= FIRST_PRIVATE_FD && (yield* sh.sys.getCloexec(from))) throw new SysError("EBADF");
    yield* sh.sys.dup2(from, to);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* giveUp(sh, `${error.code === "EBADF" ? from : to}: ${error.text}`);
  }
}

function* giveUp(sh: Shell, text: string): ShellCall<never> {
  yield* sh.warn(text);
  throw new RedirectionFailure();
}

function* openFile(sh: Shell, operator: string, path: string): ShellCall<number> {
  const reading = operator === "<" || operator === "<>";
  try {
    switch (operator) {
      case "<":
        return yield* sh.sys.open(path, O.RDONLY);
      case "<>":
        return yield* sh.sys.open(path, O.RDWR | O.CREAT, 0o666);
      case ">>":
        return yield* sh.sys.open(path, O.WRONLY | O.CREAT | O.APPEND, 0o666);
      case ">":
        if (sh.options.has("noclobber")) return yield* openNew(sh, path);
        return yield* sh.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
      default:
        return yield* sh.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const missing = error.code === "ENOENT" || error.code === "ENOTDIR";
    if (reading) return yield* giveUp(sh, `can't open ${path}: ${missing ? "no such file" : error.text}`);
    return yield* giveUp(sh, `can't create ${path}: ${missing ? "nonexistent directory" : error.text}`);
  }
}

/** set -C: only files that are not there yet, and what is no regular file. */
function* openNew(sh: Shell, path: string): ShellCall<number> {
  try {
    const { mode } = yield* sh.sys.stat(path);
    if ((mode & S.IFMT) === S.IFREG) throw new SysError("EEXIST");
    return yield* sh.sys.open(path, O.WRONLY);
  } catch (error) {
    if (!(error instanceof SysError) || (error.code as ErrorName) !== "ENOENT") throw error;
    return yield* sh.sys.open(path, O.WRONLY | O.CREAT | O.EXCL, 0o666);
  }
}

/** A here-document as a pipe: filled at once where it fits, by a child where it does not. */
function* openText(sh: Shell, text: string): ShellCall<number> {
  const [reader, writer] = yield* sh.sys.pipe();
  if (text.length <= LAST_BYTES_IN_PIPE) yield* sh.writeAll(writer, text);
  else
    yield* sh.sys.fork(function* (sys) {
      yield* sys.close(reader);
      for (const signal of [2, 3, 1, 20, 13])
        yield* sys.sigaction(signal, signal === 13 ? "default" : "ignore");
      for (let rest = text; rest !== ""; ) rest = rest.slice(yield* sys.write(writer, rest));
      return 0;
    });
  yield* sh.sys.close(writer);
  return reader;
}
