/** Lesson 1, "Three abstractions": what its two exercises must show. */
import type { ContainerColumnRecord, GuestRecord, GuestTrack, LabRun } from "../run/record";
import { totalCalls } from "../run/record";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** The container has worked if its processes have made so many system calls since the prompt. */
const LEAST_CALLS = 1500;
/** A guest has worked if its kernel has started so many processes. */
const LEAST_PROCESSES = 80;
/** And it has stayed at home if it has left at most so often since the prompt, for what was typed as well, its timer aside. */
const MOST_EXITS = 5000;

/** The exercises ask every column, under these names. */
const PROCESSES_PROBE = "processes";
const MOUNT_PROBE = "mount";

type UpGuest = GuestRecord & Required<Pick<GuestRecord, "boot">>;
type UpContainer = ContainerColumnRecord & Required<Pick<ContainerColumnRecord, "start">>;

interface Columns {
  readonly vm: UpGuest | undefined;
  readonly pv: UpGuest | undefined;
  readonly container: UpContainer | undefined;
}

const isUp = ({ state }: Pick<GuestRecord, "state">): boolean => state === "running" || state === "paused";

/** The first of each kind that is up. */
function columnsOf({ guests, containers = [] }: LabRun): Columns {
  const guest = (track: GuestTrack) =>
    guests.find((one): one is UpGuest => one.track === track && isUp(one) && one.boot !== undefined);
  return {
    vm: guest("vm"),
    pv: guest("pv"),
    container: containers.find((one): one is UpContainer => isUp(one) && one.start !== undefined),
  };
}

const callsSincePrompt = ({ counters, start }: UpContainer): number =>
  totalCalls(counters.calls, "inside") - totalCalls(start.calls, "inside");

/** An idle guest sets its timer some eighty times a second: whoever thinks for long must not fail for it. */
const TIMER = "pit";

/** By device since the prompt, the timer aside; most first. */
const exitsByDevice = ({
  exits,
  boot,
}: UpGuest): readonly { readonly device: string; readonly count: number }[] =>
  Object.entries(exits)
    .filter(([device]) => device !== TIMER)
    .map(([device, { reads, writes }]) => {
      const before = boot.exits[device];
      return { device, count: reads + writes - (before === undefined ? 0 : before.reads + before.writes) };
    })
    .sort((a, b) => b.count - a.count);

const exitsSincePrompt = (guest: UpGuest): number =>
  exitsByDevice(guest).reduce((sum, { count }) => sum + count, 0);

/** Its counters began in another machine: nobody knows what was counted before its prompt. */
const isResumed = ({ boot }: UpGuest): boolean => boot.via === "snapshot";

const stayedHome = (guest: UpGuest): boolean => !isResumed(guest) && exitsSincePrompt(guest) <= MOST_EXITS;

const processesOf = ({ probes }: UpGuest): number =>
  Number(/^processes (\d{1,12})$/m.exec(probes[PROCESSES_PROBE]?.stdout ?? "")?.[1] ?? 0);

/** All three have worked in their kernels, and the guests have hardly left. */
export function busyAtHome(run: LabRun): Verdict {
  const columns = columnsOf(run);
  const { vm, pv, container } = columns;
  const guests = [vm, pv].filter((guest) => guest !== undefined);
  const worked = guests.length === 2 && guests.every((guest) => processesOf(guest) >= LEAST_PROCESSES);
  const marks: readonly Mark[] = [
    { id: "container", passed: container !== undefined && callsSincePrompt(container) >= LEAST_CALLS },
    { id: "guests", passed: worked },
    { id: "home", passed: worked && guests.every(stayedHome) },
  ];
  return verdictOf(marks, () => busyHint(columns));
}

function busyHint({ vm, pv, container }: Columns): Hint {
  if (vm === undefined && pv === undefined && container === undefined) return hint("nothing-running");
  if (container === undefined) return hint("not-up", { column: "container" });
  const calls = callsSincePrompt(container);
  if (calls < LEAST_CALLS) return hint("few-calls", { calls });
  for (const [track, guest] of [["vm", vm] as const, ["pv", pv] as const]) {
    if (guest === undefined) return hint("not-up", { column: track });
    const processes = processesOf(guest);
    if (processes < LEAST_PROCESSES) return hint("few-processes", { column: guest.column, processes });
  }
  const [away] = [vm!, pv!].filter((guest) => !stayedHome(guest));
  if (isResumed(away!)) return hint("resumed", { column: away!.column });
  return hint("left-home", {
    column: away!.column,
    exits: exitsSincePrompt(away!),
    device: exitsByDevice(away!)[0]?.device ?? "",
  });
}

const MOUNTED = /^\S+ \/mnt tmpfs /m;
const HAS_FILE = /^\/mnt\/mine$/m;
const REFUSED = /^mount: .*(denied|not permitted)/m;

const mountAnswer = ({ probes }: UpGuest | UpContainer): string => probes[MOUNT_PROBE]?.stdout ?? "";

/** A guest's root has mounted a file system of its own; the container's root was refused, and has the file all the same. */
export function rootOfWhat(run: LabRun): Verdict {
  const columns = columnsOf(run);
  const { container } = columns;
  const marks: readonly Mark[] = [
    { id: "vm", passed: mountedBy(columns.vm) },
    { id: "pv", passed: mountedBy(columns.pv) },
    { id: "refused", passed: wasRefused(container) },
    {
      id: "file",
      passed: wasRefused(container) && HAS_FILE.test(mountAnswer(container!)),
    },
  ];
  return verdictOf(marks, () => rootHint(columns));
}

function mountedBy(guest: UpGuest | undefined): boolean {
  if (guest === undefined) return false;
  const answer = mountAnswer(guest);
  return MOUNTED.test(answer) && HAS_FILE.test(answer);
}

const wasRefused = (container: UpContainer | undefined): boolean =>
  container !== undefined &&
  REFUSED.test(container.console.replaceAll("\r", "")) &&
  !MOUNTED.test(mountAnswer(container));

function rootHint({ vm, pv, container }: Columns): Hint {
  if (vm === undefined && pv === undefined && container === undefined) return hint("nothing-running");
  for (const [track, guest] of [["vm", vm] as const, ["pv", pv] as const]) {
    if (guest === undefined) return hint("not-up", { column: track });
    if (!MOUNTED.test(mountAnswer(guest))) return hint("not-mounted", { column: guest.column });
    if (!HAS_FILE.test(mountAnswer(guest))) return hint("no-file", { column: guest.column });
  }
  if (container === undefined) return hint("not-up", { column: "container" });
  return wasRefused(container) ? hint("no-file", { column: container.column }) : hint("not-tried");
}
