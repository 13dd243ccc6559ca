import { expect, test } from "vitest";
import type { ColumnState, ContainerColumnState, GuestColumnState } from "@/app/guest/lab/state";
import type { ContainerStart } from "@/app/sim/run/record";
import { bootOf, THREE } from "@/app/sim/together/fixtures";
import { restingLab } from "../restingLab";
import { workbenchScenario } from "../scenario";
import { type FollowedLab, RunHistory } from "./history";

const BOOT = bootOf("pv", [{ instructions: 10_000_000, restNs: 1_000_000 }], 0);

/** A lab whose columns say what the test says. */
class ToldLab implements FollowedLab {
  private states = new Map(
    restingLab(workbenchScenario)
      .columns()
      .map((column) => [column.id, column]),
  );
  private listeners = new Set<() => void>();
  private consoles = new Map<string, { shown: Uint8Array[]; listeners: Set<(bytes: Uint8Array) => void> }>();

  columns = () => [...this.states.values()];

  subscribe(listener: () => void) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private consoleOf(id: string) {
    const console = this.consoles.get(id) ?? { shown: [], listeners: new Set() };
    this.consoles.set(id, console);
    return console;
  }

  onConsole(id: string, listener: (bytes: Uint8Array) => void) {
    const { shown, listeners } = this.consoleOf(id);
    for (const bytes of shown) listener(bytes);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  say(id: string, text: string) {
    const bytes = new TextEncoder().encode(text);
    const { shown, listeners } = this.consoleOf(id);
    shown.push(bytes);
    for (const listener of listeners) listener(bytes);
  }

  clear(id: string) {
    this.consoleOf(id).shown = [];
  }

  tell(id: string, change: Partial<GuestColumnState> | Partial<ContainerColumnState>) {
    this.states.set(id, { ...this.states.get(id)!, ...change } as ColumnState);
    for (const listener of this.listeners) listener();
  }

  /** A guest has come so far. */
  come(id: string, virtualNs: number, more: Partial<GuestColumnState> = {}) {
    const exits = { pit: { reads: 1, writes: virtualNs / 1e6 } };
    const counters = { virtualNs, instructions: virtualNs / 2, exits, idleNs: virtualNs / 4 };
    this.tell(id, { power: "running", counters, pagesTouched: 10, ...more });
  }
}

const followed = () => {
  const lab = new ToldLab();
  const history = new RunHistory(lab);
  const stop = history.follow(() => {});
  return { lab, history, stop };
};
const kinds = (lab: ToldLab, history: RunHistory, id: string) =>
  history.marks(lab.columns().find((column) => column.id === id)!).map(({ kind, atNs }) => [kind, atNs]);

test("what a column had counted and shown at a moment can be looked at later", () => {
  const { lab, history } = followed();
  lab.say("vm", "SeaBIOS\r\n");
  lab.come("vm", 10e6);
  lab.say("vm", "\u001b[32mLinux\u001b[0m version\r\n");
  lab.come("vm", 20e6);
  lab.say("vm", "/ # ");
  lab.come("vm", 30e6);
  const then = history.at("vm", 29e6)!;
  expect(then).toMatchObject({ atNs: 20e6, instructions: 10e6, crossings: 21, idleNs: 5e6, pages: 10 });
  expect(history.consoleAt("vm", then.consoleBytes, 5)).toEqual(["SeaBIOS", "Linux version"]);
  expect(history.at("vm", 5e6)).toBeUndefined();
  expect(history.at("pv", 29e6)).toBeUndefined();
  expect([history.farNs, history.endNs("vm"), history.endNs("pv")]).toEqual([30e6, 30e6, 0]);
});

test("what stood at the prompt is known exactly, though the first report comes later", () => {
  const { lab, history } = followed();
  const phases = [{ name: "loader" as const, fromNs: 0, fromInstructions: 0 }];
  lab.come("pv", 300e6, { phases, boot: BOOT });
  expect(history.at("pv", 10.9e6)).toBeUndefined();
  expect(history.at("pv", 200e6)).toMatchObject({ atNs: 11e6, instructions: 10e6, pages: 2000 });
  expect(history.at("pv", 300e6)).toMatchObject({ atNs: 300e6, pages: 10 });
});

test("a boot anew is another run; what the console showed before is not its own", () => {
  const { lab, history } = followed();
  lab.say("vm", "first\n");
  lab.come("vm", 50e6);
  lab.clear("vm");
  lab.tell("vm", { power: "loading", counters: { virtualNs: 0, instructions: 0, exits: {}, idleNs: 0 } });
  expect(history.farNs).toBe(0);
  lab.say("vm", "second\n");
  lab.come("vm", 60e6);
  expect(history.at("vm", 55e6)).toBeUndefined();
  expect(history.consoleAt("vm", history.at("vm", 60e6)!.consoleBytes, 5)).toEqual(["second"]);
});

test("a state that is put back keeps the past up to it and begins another future", () => {
  const { lab, history } = followed();
  lab.say("vm", "before\n");
  lab.come("vm", 40e6);
  lab.say("vm", "after\n");
  lab.come("vm", 90e6);
  lab.clear("vm");
  lab.tell("vm", { power: "off", counters: { virtualNs: 0, instructions: 0, exits: {}, idleNs: 0 } });
  lab.say("vm", "before\n");
  lab.come("vm", 41e6, { restoredFrom: "s1" });
  expect(history.at("vm", 90e6)?.atNs).toBe(41e6);
  expect(history.at("vm", 40e6)?.atNs).toBe(40e6);
  expect(history.consoleAt("vm", history.at("vm", 41e6)!.consoleBytes, 5)).toEqual(["before"]);
  expect(kinds(lab, history, "vm")).toEqual([["on", 41e6]]);
});

test("marks say when a guest was switched on, entered its kernel, was up, saved, out of memory and gone", () => {
  const { lab, history } = followed();
  const phases = [
    { name: "loader" as const, fromNs: 0, fromInstructions: 0 },
    { name: "kernel" as const, fromNs: 2e6, fromInstructions: 10 },
  ];
  lab.come("pv", 12e6, { phases, boot: BOOT });
  lab.say("pv", "Out of mem");
  lab.say("pv", "ory: Killed process 42\n");
  const crash = { reason: "kernel panic", atNs: 20e6 } as never;
  const snapshots = [
    { id: "s1", atVirtualMs: 14, bytes: 1 },
    { id: "s2", atVirtualMs: 500, bytes: 1 },
  ];
  lab.come("pv", 21e6, { power: "crashed", crash, snapshots });
  expect(kinds(lab, history, "pv")).toEqual([
    ["on", 0],
    ["phase", 2e6],
    ["prompt", 11e6],
    ["oom", 12e6],
    ["saved", 14e6],
    ["crash", 20e6],
  ]);
});

test("a container's lane shows its start and its end; a column that is closed is forgotten", () => {
  const { lab, history, stop } = followed();
  const start = THREE[1]!.start as ContainerStart;
  const counters = (virtualNs: number) => ({ ...lab.columns()[1]!.counters, virtualNs }) as never;
  lab.tell("container", { power: "running", start, counters: counters(70e6) });
  lab.tell("container", { power: "halted", counters: counters(80e6) });
  expect(kinds(lab, history, "container")).toEqual([
    ["on", 0],
    ["prompt", 65e6],
    ["ended", 80e6],
  ]);
  stop();
  expect(history.farNs).toBe(0);
});
