/** Lesson 5, part 2, "Another kernel beside it": what its two exercises must show. */
import type { GuestRecord, LabRun } from "../run/record";
import { insideOf } from "./lesson-13-guest";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

const isUp = ({ state }: GuestRecord): boolean => state === "running" || state === "paused";

/** Tern's prompt, its echo with some words, and these words. */
const hasEchoed = ({ console }: GuestRecord): boolean => /^# echo (\S.*?)\r?\n\1\r?$/m.test(console);

const wasRefused = ({ console }: GuestRecord): boolean => /Exec format error/.test(console);

/**
 * Tern's program was refused by a Linux, as its console shows, and runs under its own kernel; and a container, for which that
 * Linux is enough, lives beside it. Any two guests will do.
 */
export function twoKernels({ guests }: LabRun): Verdict {
  const up = guests.filter(isUp);
  const terns = up.filter(({ boot }) => boot?.image === "tern");
  const tern = terns.find(hasEchoed) ?? terns[0];
  const linuxes = up.filter(({ boot }) => boot?.image === "linux");
  return bestOf(linuxes.map((linux) => besideTern(linux, tern))) ?? besideTern(undefined, tern);
}

function besideTern(linux: GuestRecord | undefined, tern: GuestRecord | undefined): Verdict {
  const containers = (linux && insideOf(linux)?.containers) ?? [];
  const container = containers.find(({ shares }) => shares.length === 0) ?? containers[0];
  const marks: readonly Mark[] = [
    { id: "refused", passed: linux !== undefined && wasRefused(linux) },
    { id: "runs", passed: tern !== undefined && hasEchoed(tern) },
    { id: "container", passed: container?.shares.length === 0 },
  ];
  return verdictOf(marks, (): Hint => {
    if (linux === undefined) return hint("no-linux");
    if (!wasRefused(linux)) return hint("not-tried", { column: linux.column });
    if (tern === undefined) return hint("no-kernel-for-it", { column: linux.column });
    if (!hasEchoed(tern)) return hint("not-run", { column: tern.column });
    return container === undefined
      ? hint("no-container", { column: linux.column })
      : hint("shares", { pid: container.pid, kinds: container.shares.join(", ") });
  });
}

/** The second exercise asks the guest, under this name, for the files below /programs. */
const SORTED_PROBE = "sorted";

/** Where each of the four belongs: run by this kernel, by Tern's, or by neither. */
const BELONGS: Readonly<Record<string, string>> = {
  alpha: "tern",
  beta: "linux",
  gamma: "neither",
  delta: "neither",
};

/** Four programs, sorted by the kernel that runs them. */
export function whoseProgram({ guests }: LabRun): Verdict {
  const verdicts = guests.flatMap((guest) => {
    const answer = Object.hasOwn(guest.probes, SORTED_PROBE) ? guest.probes[SORTED_PROBE] : undefined;
    return answer === undefined ? [] : [sortedVerdict(placesIn(answer.stdout))];
  });
  return bestOf(verdicts) ?? sortedVerdict(new Map());
}

/** The folder of each of the four, by `./folder/name` or `./name`. */
function placesIn(stdout: string): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const [, folder = "", name = ""] of stdout.matchAll(/^\.\/(?:(\w+)\/)?(\w+)$/gm))
    if (Object.hasOwn(BELONGS, name)) places.set(name, folder);
  return places;
}

function sortedVerdict(places: ReadonlyMap<string, string>): Verdict {
  const inOrder = (folder: string): boolean =>
    Object.entries(BELONGS).every(([name, own]) => (own === folder) === (places.get(name) === folder));
  const marks: readonly Mark[] = ["linux", "tern", "neither"].map((id) => ({ id, passed: inOrder(id) }));
  return verdictOf(marks, () => {
    if (places.size < Object.keys(BELONGS).length) return hint("not-set-up");
    const unsorted = [...places].filter(([, folder]) => folder === "");
    if (unsorted.length > 0) return hint("unsorted", { count: unsorted.length });
    if (places.get("gamma") === "linux") return hint("another-processor");
    const [name = "", folder = ""] = [...places].find(([file, at]) => BELONGS[file] !== at) ?? [];
    return hint(folder === "linux" ? "not-of-linux" : "elsewhere", { name });
  });
}
