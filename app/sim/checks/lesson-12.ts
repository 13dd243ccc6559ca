/** Lesson 12, "Real hardware, handed out": what its two exercises must show. */
import type { FloorRun, HostRoom, MachineOnFloor } from "../run/path-record";
import type { LabRun } from "../run/record";
import { floorWith, machineIn } from "./path";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** A packet in and one out, at a machine that waits for it. */
const FAST_NS = 50_000;
const isFast = ({ on, roundTripNs }: MachineOnFloor): boolean => on && roundTripNs <= FAST_NS;

const TRADERS = ["trade-1", "trade-2", "trade-3"];
const OTHERS = ["web-1", "web-2", "web-3"];

/** Three machines with a function each on a host that has promised more memory than it has, and nobody is sent away. */
export function quickThree(run: LabRun): Verdict {
  const floor = floorWith(run, [...TRADERS, ...OTHERS]);
  const traders = TRADERS.flatMap((name) => machineIn(floor, name) ?? []);
  const machines = floor?.machines ?? [];
  const fast = traders.filter(isFast);
  const marks: readonly Mark[] = [
    { id: "up", passed: floor !== undefined && machines.every(({ on }) => on) },
    { id: "one", passed: fast.length > 0 },
    { id: "fast", passed: floor !== undefined && fast.length === TRADERS.length },
  ];
  return verdictOf(marks, () => (floor === undefined ? hint("not-set-up") : quickHint(floor, traders)));
}

function quickHint(floor: FloorRun, traders: readonly MachineOnFloor[]): Hint {
  const [host] = floor.hosts;
  const whole = floor.machines.find(({ hardware }) => hardware === "device");
  if (whole !== undefined) return hint("whole-card", { name: whole.name });
  const slow = traders.find((machine) => machine.on && !isFast(machine));
  const taken = floor.machines.find(({ name, hardware }) => hardware !== "none" && !TRADERS.includes(name));
  const free = host?.freeMiB ?? 0;
  const full = host !== undefined && host.functionsInUse === host.virtualFunctions;
  if (slow !== undefined && full && taken !== undefined) return hint("taken", { name: taken.name });
  const off = floor.machines.find(({ on }) => !on);
  if (off !== undefined) return hint("machine-off", { name: off.name, memory: off.memoryMiB, free });
  if (slow === undefined) return hint("not-set-up");
  return slowHint(floor, slow, free);
}

function slowHint(floor: FloorRun, slow: MachineOnFloor, free: number): Hint {
  const values = { name: slow.name, us: slow.roundTripNs / 1000 };
  const tried = floor.orders.findLast(({ order }) => order.machine === slow.name)?.refused !== undefined;
  if (!tried || slow.balloonMiB === 0) {
    const any = floor.machines.some(({ hardware }) => hardware !== "none");
    return hint(any ? "next-one" : "slow", values);
  }
  return slow.balloonMiB > free
    ? hint("no-room", { name: slow.name, balloon: slow.balloonMiB, free })
    : hint("balloon", { name: slow.name, balloon: slow.balloonMiB });
}

const MOVED = "db";
const STAYS = "cache";
const TARGET = "new";

/** A machine with hardware of its own gets to another host without a stop, and gets hardware there. */
export function movesTonight(run: LabRun): Verdict {
  const floor = floorWith(run, [MOVED, STAYS]);
  const moved = machineIn(floor, MOVED);
  const stays = machineIn(floor, STAYS);
  const there = moved?.host === TARGET;
  const unhurt = floor?.machines.every(({ name, on, stops }) => name === MOVED || (on && stops === 0));
  const marks: readonly Mark[] = [
    { id: "moved", passed: there && moved.on },
    { id: "awake", passed: there && moved.on && moved.stops === 0 },
    { id: "fast", passed: there && isFast(moved) },
    {
      id: "others",
      passed: unhurt === true && stays !== undefined && isFast(stays),
    },
  ];
  return verdictOf(marks, () =>
    floor === undefined || moved === undefined || stays === undefined
      ? hint("not-set-up")
      : moveHint(floor, moved, stays),
  );
}

function moveHint(floor: FloorRun, moved: MachineOnFloor, stays: MachineOnFloor): Hint {
  const target = floor.hosts.find(({ name }) => name === TARGET);
  const harmed = floor.machines.find(({ name, on, stops }) => name !== MOVED && (!on || stops > 0));
  if (harmed !== undefined) return hint("other-stopped", { name: harmed.name });
  if (moved.stops > 0) return hint("stopped", { stops: moved.stops });
  if (!isFast(stays)) return hint("other-slow", { name: stays.name, us: stays.roundTripNs / 1000 });
  if (moved.host !== TARGET) return notMovedHint(floor, moved, target);
  const values = { us: moved.roundTripNs / 1000 };
  if (target !== undefined && target.functionsInUse >= target.virtualFunctions) {
    const holders = floor.machines.filter(({ host, hardware }) => host === TARGET && hardware !== "none");
    return hint("no-function", { ...values, holders: holders.map(({ name }) => name).join(", ") });
  }
  return hint("slow-there", { ...values, balloon: moved.balloonMiB });
}

function notMovedHint(floor: FloorRun, moved: MachineOnFloor, target: HostRoom | undefined): Hint {
  const asked = floor.orders.some(({ order }) => order.do === "migrate" && order.machine === MOVED);
  if (moved.hardware !== "none") return hint(asked ? "held" : "not-yet");
  const holds = moved.memoryMiB - moved.balloonMiB;
  const free = target?.freeMiB ?? 0;
  return holds > free ? hint("no-room", { holds, free }) : hint("not-moved");
}
