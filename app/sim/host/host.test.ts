/** Runs of whole hosts: the two conservation laws, and that a run repeats however it is driven. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readScenario } from "../scenario/parse";
import type { HostScenario, HostScenarioInput, OrderInput } from "../scenario/schema";
import { order as orderSchema } from "../scenario/schema";
import { Timeline } from "../time/timeline";
import { Host } from "./host";
import { hostView } from "./host-view";
import { HostRun } from "./run";

function scenarioOf(input: Omit<HostScenarioInput, "version" | "name" | "durationMs">): HostScenario {
  const read = readScenario({ version: 1, name: "test", durationMs: 1000, ...input });
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const busy = (name: string, more: object = {}) => ({
  name,
  kind: "container" as const,
  workloads: [{ kind: "busy" as const }],
  ...more,
});

function ran(scenario: HostScenario, ns: number): Host {
  const host = new Host(scenario);
  expect(host.advance(ns)).toBe(true);
  return host;
}

/** Law 1 with what is not in the ledger yet, and law 2. */
function holdLaws(host: Host): void {
  const view = hostView(host);
  const total = Object.values(view.byMode).reduce((sum, ns) => sum + ns, 0);
  expect(total).toBe(host.nowNs * view.cores);
  for (let core = 0; core < view.cores; core++) {
    const open = host.processors.inFlight(core);
    expect(open.at(0)?.fromNs ?? host.nowNs).toBe(host.ledger.endNs(core));
    expect(open.at(-1)?.toNs ?? host.nowNs).toBe(host.nowNs);
  }
  for (const instance of host.instances)
    for (const entity of instance.living()) {
      if (host.scheduler.stateOf(entity) !== "queued") continue;
      const allowed = host.scheduler.groupSettings(instance.group).cpus ?? [...Array(view.cores).keys()];
      for (const core of allowed) expect(host.processors.current(core), `core ${core} idles`).not.toBe(-1);
    }
  host.processors.entities.times.check(host.nowNs);
  host.memory.memory.check();
  const { frames, freeFrames, anonFrames, fileFrames, kernelFrames, mergedFrames } = view.memory;
  expect(freeFrames + anonFrames + fileFrames + kernelFrames + mergedFrames).toBe(frames);
}

const runningShare = (host: Host, name: string, sinceNs = 0): number => {
  const { times } = hostView(host).instances.find((instance) => instance.name === name)!;
  return times.runningNs / (host.nowNs - sinceNs);
};

describe("a host", () => {
  it("divides a core by weight", () => {
    const host = ran(scenarioOf({ instances: [busy("a"), busy("b", { cpu: { weight: 300 } })] }), 10e9);
    expect(runningShare(host, "a")).toBeCloseTo(0.25, 2);
    expect(runningShare(host, "b")).toBeCloseTo(0.75, 2);
    holdLaws(host);
  });

  it("holds an instance to its quota, and idles rather than give more", () => {
    const quota = { cpu: { max: { quotaUs: 20_000 } } };
    const host = ran(scenarioOf({ instances: [busy("a", quota)] }), 10e9);
    expect(runningShare(host, "a")).toBeCloseTo(0.2, 2);
    const [view] = hostView(host).instances;
    expect(Math.abs(view!.throttled - 100)).toBeLessThanOrEqual(2);
    expect(view!.times.throttledNs / 10e9).toBeGreaterThan(0.78);
    holdLaws(host);
  });

  it("gives a modelled guest with three tasks as much as a container with one, and the guest sees steal", () => {
    const tasks = [1, 2, 3].map(() => ({ kind: "busy" as const }));
    const guest = { name: "guest", kind: "vm" as const, memoryMiB: 64, workloads: tasks };
    const host = ran(scenarioOf({ instances: [guest, busy("container")] }), 10e9);
    expect(runningShare(host, "guest")).toBeCloseTo(0.5, 1);
    const view = hostView(host).instances[0]!;
    expect(view.times.waitingNs / 10e9).toBeCloseTo(0.5, 1);
    holdLaws(host);
  });

  it("lets a modelled guest use as many cores as it has vCPUs and tasks", () => {
    const guest = {
      name: "guest",
      kind: "vm" as const,
      vcpus: 4,
      workloads: [{ kind: "busy" as const, threads: 3 }],
    };
    const host = ran(scenarioOf({ host: { cores: 4 }, instances: [guest] }), 4e9);
    expect(runningShare(host, "guest")).toBeGreaterThan(2.8);
    expect(runningShare(host, "guest")).toBeLessThan(3.01);
    holdLaws(host);
  });

  it("runs on every core that it is allowed on, and on no other", () => {
    const pinned = { cpu: { cpus: "1" } };
    const host = ran(
      scenarioOf({ host: { cores: 2 }, instances: [busy("a", pinned), busy("b", pinned), busy("c")] }),
      4e9,
    );
    expect(runningShare(host, "a")).toBeCloseTo(0.5, 1);
    expect(runningShare(host, "c")).toBeGreaterThan(0.98);
    holdLaws(host);
  });

  it("starts, pauses, resumes, stops and kills, and keeps time while it does", () => {
    const host = new Host(scenarioOf({ instances: [busy("a"), busy("b")] }));
    host.advance(1e9);
    host.apply({ do: "pause", instance: "a" });
    const before = hostView(host).instances[0]!.times.runningNs;
    host.advance(2e9);
    expect(hostView(host).instances[0]!.times.runningNs).toBe(before);
    host.apply({ do: "resume", instance: "a" });
    host.advance(3e9);
    expect(hostView(host).instances[0]!.times.runningNs).toBeGreaterThan(before + 0.4e9);
    host.apply({ do: "stop", instance: "a" });
    host.apply({ do: "kill", instance: "b" });
    host.advance(4e9);
    const view = hostView(host);
    expect(view.instances.map(({ state }) => state)).toEqual(["stopped", "killed"]);
    expect(view.memory.anonFrames).toBe(0);
    host.apply({ do: "start", instance: "a" });
    host.advance(5e9);
    expect(hostView(host).instances[0]!.state).toBe("running");
    holdLaws(host);
  });

  it.each(["container", "vm"] as const)("goes on from a snapshot of a %s, with its memory", (kind) => {
    const work = [
      { kind: "busy" as const },
      { kind: "memory" as const, anonMiB: 4, rounds: 1, contents: "same" as const },
    ];
    const spec = (name: string, startMs: number | "never") => ({
      name,
      kind,
      memoryMiB: 32,
      startMs,
      workloads: work,
    });
    const host = new Host(scenarioOf({ host: { cores: 2 }, instances: [spec("a", 0), spec("b", "never")] }));
    host.advance(1e9);
    host.apply({ do: "snapshot", instance: "a", as: "s1" });
    const [then] = hostView(host).instances;
    host.advance(2e9);
    host.apply({ do: "restore", instance: "b", from: "s1" });
    host.advance(2.2e9);
    const [a, b] = hostView(host).instances;
    expect(b!.state).toBe("running");
    expect(b!.progress).toBeGreaterThan(then!.progress!);
    expect(b!.progress).toBeLessThan(a!.progress!);
    expect(b!.memory.anonPages).toBe(a!.memory.anonPages);
    expect(() => host.apply({ do: "restore", instance: "a", from: "s1" })).toThrow(/a is running/);
    expect(() => host.apply({ do: "snapshot", instance: "x", as: "s2" })).toThrow(/no instance "x"/);
    host.apply({ do: "stop", instance: "a" });
    expect(() => host.apply({ do: "restore", instance: "a", from: "s9" })).toThrow(
      /no snapshot "s9"; there are: s1/,
    );
    holdLaws(host);
  });

  it("refuses what cannot be done, says what can, and changes nothing", () => {
    const host = ran(scenarioOf({ instances: [busy("a")] }), 1e9);
    const before = JSON.stringify(hostView(host));
    expect(() => host.apply({ do: "stop", instance: "x" })).toThrow(/no instance "x"; there are: a/);
    expect(() => host.apply({ do: "resume", instance: "a" })).toThrow(/a is running; only what is paused/);
    expect(() => host.apply({ do: "cpus", instance: "a", cpus: "0-7" })).toThrow(/cores 0 to 0/);
    expect(() => host.apply({ do: "balloon", instance: "a", targetMiB: 1 })).toThrow(
      /only a modelled guest and a real PV guest/,
    );
    expect(JSON.stringify(hostView(host))).toBe(before);
  });
});

const workload = fc.oneof(
  fc.record({ kind: fc.constant("busy" as const), threads: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant("periodic" as const),
    runUs: fc.integer({ min: 1, max: 20_000 }),
    sleepUs: fc.integer({ min: 1, max: 20_000 }),
  }),
  fc.record({
    kind: fc.constant("requests" as const),
    perSecond: fc.integer({ min: 1, max: 2000 }),
    serviceUs: fc.integer({ min: 1, max: 3000 }),
  }),
  fc.record({
    kind: fc.constant("memory" as const),
    anonMiB: fc.integer({ min: 0, max: 12 }),
    fileMiB: fc.integer({ min: 0, max: 4 }),
    rounds: fc.integer({ min: 1, max: 2 }),
    pauseUs: fc.integer({ min: 0, max: 2000 }),
    contents: fc.constantFrom("unique" as const, "zero" as const, "same" as const),
  }),
);

const anyInstance = (index: number) =>
  fc.record({
    name: fc.constant(`i${index}`),
    kind: fc.constantFrom("container" as const, "vm" as const, "pv" as const),
    memoryMiB: fc.constant(24),
    vcpus: fc.integer({ min: 1, max: 2 }),
    startMs: fc.integer({ min: 0, max: 100 }),
    cpu: fc.record({
      weight: fc.integer({ min: 1, max: 1000 }),
      max: fc.record({ quotaUs: fc.constantFrom("max" as const, 10_000, 50_000) }),
    }),
    memory: fc.record({
      maxMiB: fc.constantFrom("max" as const, 8, 16),
      highMiB: fc.constantFrom("max" as const, 8),
    }),
    workloads: fc.array(workload, { minLength: 1, maxLength: 2 }),
  });

const anyOrder: fc.Arbitrary<OrderInput> = fc.oneof(
  fc.record({
    do: fc.constant("weight" as const),
    instance: fc.constantFrom("i0", "i1"),
    weight: fc.integer({ min: 1, max: 10_000 }),
  }),
  fc.record({
    do: fc.constantFrom(
      "pause" as const,
      "resume" as const,
      "stop" as const,
      "start" as const,
      "kill" as const,
    ),
    instance: fc.constantFrom("i0", "i1"),
  }),
  fc.record({
    do: fc.constant("cpuMax" as const),
    instance: fc.constantFrom("i0", "i1"),
    quotaUs: fc.constantFrom("max" as const, 5000, 30_000),
  }),
  fc.record({ do: fc.constant("merging" as const), run: fc.boolean(), pagesToScan: fc.constant(500) }),
);

const anyScenario = fc
  .record({
    seed: fc.integer(),
    host: fc.record({
      cores: fc.integer({ min: 1, max: 3 }),
      policy: fc.constantFrom("cfs" as const, "eevdf" as const, "credit" as const, "credit2" as const),
      memoryMiB: fc.constant(96),
      swapMiB: fc.constantFrom(0, 32),
    }),
    instances: fc.tuple(anyInstance(0), anyInstance(1)),
    events: fc.array(fc.record({ atMs: fc.integer({ min: 1, max: 400 }), order: anyOrder }), {
      maxLength: 5,
    }),
  })
  .map((input) => scenarioOf(input));

const stateOf = (host: Host): string => JSON.stringify(hostView(host));

describe("any host", () => {
  it("holds both laws at every moment that is looked at", () => {
    fc.assert(
      fc.property(
        anyScenario,
        fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 4 }),
        (scenario, moments) => {
          const host = new Host(scenario);
          for (const ms of [...moments, 500].sort((a, b) => a - b)) {
            host.advance(ms * 1e6);
            holdLaws(host);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it("gives the same run whether or not it was stopped on the way, and from a saved state", () => {
    fc.assert(
      fc.property(anyScenario, fc.integer({ min: 1, max: 499 }), (scenario, ms) => {
        const whole = ran(scenario, 500e6);
        const stopped = new Host(scenario);
        stopped.advance(ms * 1e6 + 77);
        const saved = stopped.save();
        stopped.advance(500e6);
        expect(stateOf(stopped)).toBe(stateOf(whole));
        const restored = new Host(scenario);
        restored.load(saved);
        restored.advance(500e6);
        expect(stateOf(restored)).toBe(stateOf(whole));
        stopped.load(saved);
        stopped.advance(500e6);
        expect(stateOf(stopped)).toBe(stateOf(whole));
      }),
      { numRuns: 8 },
    );
  });

  it("replays to the same state, and a fork leaves the original as it was", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyScenario,
        anyOrder,
        fc.integer({ min: 20, max: 300 }),
        async (scenario, order, ms) => {
          const run = new HostRun(scenario);
          const timeline = await Timeline.start(run, { checkpointNs: 100e6 });
          await timeline.advanceTo(ms * 1e6);
          await timeline.input(orderSchema.parse(order)).catch(() => {});
          await timeline.advanceTo(400e6);
          const end = stateOf(run.host);
          const other = new HostRun(scenario);
          const fork = await timeline.fork(other);
          await fork.seek(10e6);
          await fork.input(orderSchema.parse({ do: "weight", instance: "i1", weight: 7 }));
          await fork.advanceTo(300e6);
          expect(stateOf(run.host)).toBe(end);
          await timeline.seek(ms * 0.5e6);
          await timeline.seek(400e6);
          expect(stateOf(run.host)).toBe(end);
          const again = new HostRun(scenario);
          await (await Timeline.start(again)).replay(timeline.export());
          expect(stateOf(again.host)).toBe(end);
        },
      ),
      { numRuns: 5 },
    );
  });
});
