/** What a container has changed of its image: read from the overlay's upper directory. */
import type { Call } from "../../kernel/abi/call";
import { S } from "../../kernel/abi/flags";
import type { Stat, Sys } from "../../kernel/abi/sys";
import { list, look, readText, unless } from "./file-work";
import { type ContainerRecord, DOCKER_ROOT, paths } from "./records";
import type { EngineState } from "./state";

export interface Found {
  readonly kind: "A" | "C" | "D";
  /** Absolute, as seen inside. */
  readonly path: string;
  readonly stat: Stat;
  readonly opaque: boolean;
}

/** Places that the engine makes for every container, which are no changes of its own. */
const OURS = new Set([
  "/.dockerenv",
  "/dev/console",
  "/etc/hostname",
  "/etc/hosts",
  "/etc/mtab",
  "/etc/resolv.conf",
]);

const isWhiteout = ({ mode, rdev }: Stat): boolean =>
  (mode & S.IFMT) === S.IFCHR && rdev.major === 0 && rdev.minor === 0;

/** In order of path; a directory above a change is changed itself, if the overlay had to copy it. */
export function* findChanges(sys: Sys, { id }: ContainerRecord): Call<readonly Found[]> {
  const upper = paths.upper(id);
  const lowers = (yield* readText(sys, `${paths.layer(id)}/lower`))
    .split(":")
    .map((link) => `${DOCKER_ROOT}/overlay2/${link}`);
  const found: Found[] = [];
  const visit = function* (path: string): Call<void> {
    const entries = [...(yield* list(sys, upper + path))].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name } of entries) {
      const at = `${path}/${name}`;
      const stat = yield* sys.lstat(upper + at);
      const before = yield* below(sys, lowers, at);
      const directory = (stat.mode & S.IFMT) === S.IFDIR;
      const opaque =
        directory &&
        (yield* unless(
          sys.getxattr(upper + at, "trusted.overlay.opaque", false),
          "ENODATA",
          "EOPNOTSUPP",
        )) === "y";
      if (isWhiteout(stat)) {
        if (before !== undefined) found.push({ kind: "D", path: at, stat, opaque: false });
        continue;
      }
      found.push({
        kind: before === undefined ? "A" : "C",
        path: at,
        stat,
        opaque: opaque && before !== undefined,
      });
      if (directory) yield* visit(at);
    }
  };
  yield* visit("");
  return found;
}

/** What layers below have at a path: the first that says something about it does. */
function* below(sys: Sys, lowers: readonly string[], path: string): Call<Stat | undefined> {
  for (const lower of lowers) {
    const stat = yield* look(sys, lower + path);
    if (stat !== undefined) return isWhiteout(stat) ? undefined : stat;
  }
  return undefined;
}

export function* diff(
  _state: EngineState,
  sys: Sys,
  container: ContainerRecord,
): Call<readonly { readonly kind: "A" | "C" | "D"; readonly path: string }[]> {
  const found = yield* findChanges(sys, container);
  return found.filter(({ path }) => !OURS.has(path)).map(({ kind, path }) => ({ kind, path }));
}
