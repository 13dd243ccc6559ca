/** Lesson 2, "Where the hypervisor sits": what its two exercises must show. */
import type { PathRun, PathSide } from "../run/path-record";
import type { LabRun } from "../run/record";
import { sideName } from "./path";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** A thread, a vCPU or a domain is scheduled, for one read. */
const FEW_SWITCHES = 5;
const MORE_SWITCHES = 50;

/** One read with its driver out of the hypervisor's way: once in few switches, once in many, and nothing else between them. */
export function fewerSwitches({ path }: LabRun): Verdict {
  const sides = path?.io.kind === "disk-read" ? path.sides : [];
  const out = sides.filter(({ driver }) => driver === "driver-domain");
  const few = out.find(({ contextSwitches }) => contextSwitches <= FEW_SWITCHES);
  const most = Math.max(0, ...out.map(({ contextSwitches }) => contextSwitches));
  const marks: readonly Mark[] = [
    { id: "out", passed: sides.length === 2 && out.length === 2 },
    { id: "few", passed: few !== undefined },
    { id: "more", passed: few !== undefined && most - few.contextSwitches >= MORE_SWITCHES },
  ];
  return verdictOf(marks, () => switchesHint(path, out, few));
}

function switchesHint(path: PathRun | undefined, out: readonly PathSide[], few: PathSide | undefined): Hint {
  if (path === undefined) return hint("not-set-up");
  if (path.io.kind !== "disk-read") return hint("another-io", { io: path.io.kind });
  const stray = path.sides.find(({ driver }) => driver !== "driver-domain");
  if (stray !== undefined) {
    const values = { name: sideName(stray), switches: stray.contextSwitches };
    if (stray.host === "native" || stray.host === "container") return hint("no-guest", values);
    return hint(stray.driver === "guest-kernel" ? "driver-in-guest" : "driver-in-kernel", values);
  }
  const [first, second] = out;
  if (first === undefined || second === undefined)
    return hint("one-alone", { switches: first?.contextSwitches ?? 0 });
  return few === undefined
    ? hint("both-many", { first: first.contextSwitches, second: second.contextSwitches })
    : hint("both-few", { switches: Math.max(first.contextSwitches, second.contextSwitches) });
}

/** Exits for a MiB, and how much longer it may take than without virtualization. */
const FEW_EXITS = 100;
const LONGER = 1.1;

/** A type 2 hypervisor's long way, gone so seldom that it hardly shows. */
export function seldomGone({ path }: LabRun): Verdict {
  const guest = path?.sides.find(({ host }) => host === "type-2");
  const native = path?.sides.find(({ host }) => host === "native");
  const [long, short] = [guest?.mib, native?.mib];
  const ratio = long && short ? long.ms / short.ms : undefined;
  const marks: readonly Mark[] = [
    { id: "beside", passed: guest !== undefined && native !== undefined },
    { id: "seldom", passed: long !== undefined && long.exits <= FEW_EXITS },
    { id: "close", passed: ratio !== undefined && ratio <= LONGER },
  ];
  return verdictOf(marks, () => {
    if (path === undefined) return hint("not-set-up");
    if (guest === undefined || native === undefined) return hint("not-beside");
    if (long === undefined || short === undefined || ratio === undefined)
      return hint("nothing-in-bulk", { io: path.io.kind });
    return seldomHint(path, guest, { ratio, exits: long.exits, busyMs: long.busyMs, ms: long.ms });
  });
}

function seldomHint(
  { io, inFlight }: PathRun,
  guest: PathSide,
  {
    ratio,
    ...mib
  }: { readonly ratio: number; readonly exits: number; readonly busyMs: number; readonly ms: number },
): Hint {
  const values = { ratio, exits: mib.exits };
  if (guest.interface.startsWith("emulated")) return hint("pretended", { ...values, inFlight });
  if (io.kind.startsWith("disk")) return hint(inFlight === 1 ? "one-by-one" : "work-not-trips", values);
  return inFlight === 1
    ? hint("one-by-one", values)
    : hint("small-pieces", { ...values, bytes: io.bytes, inFlight });
}
