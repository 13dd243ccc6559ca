/** The three experiments: the order and shape that physics demands, and titles that follow the values. */
import { describe, expect, test } from "vitest";
import { resident } from "../figures/published/firecracker-memory-nsdi20";
import { densityPlan } from "./density/density";
import { fill, slowdown } from "./density/fill";
import { DENSITY_DEFAULTS } from "./density/inputs";
import { instances, USUAL } from "./density/tracks";
import { documentOf, readExperiment } from "./document";
import type { Measurements } from "./measurements";
import { diskStreamTable, networkTable } from "./overhead/devices";
import { overviewTable } from "./overhead/overview";
import { kernelTable, processorTable } from "./overhead/processor";
import { databaseRun, keyValueRun } from "./overhead/servers";
import { carryOut, finish, type Plan } from "./plan";
import { RECORDED } from "./recorded";
import { STARTUP_DEFAULTS } from "./startup/inputs";
import { startupPlan } from "./startup/startup";
import { type Experiment, type ExperimentTable, problemOf } from "./table";

const tableOf = ({ tables }: Experiment, id: string): ExperimentTable => {
  const found = tables.find((table) => table.id === id);
  if (found === undefined) throw new Error(`there is no table ${id}`);
  return found;
};
const value = ({ rows }: ExperimentTable, row: string, column: string): number => {
  const cell = rows.find(({ id }) => id === row)?.cells[column];
  if (cell === undefined) throw new Error(`there is no ${column} of ${row}`);
  return cell.figure.value;
};

const SMALL = { instances: 40, cores: 2, seed: 1 };
const startup = finish(startupPlan(SMALL, RECORDED));
const density = finish(densityPlan(DENSITY_DEFAULTS, RECORDED));

/** As recorded, but with another time of the key-value unikernel and of the hello one. */
const withUnikernels = (virtualMs: number): Measurements => {
  const slow = { ...RECORDED.guests["unikernel-kv"]!, virtualMs, phases: [{ name: "kernel", virtualMs }] };
  return { ...RECORDED, guests: { ...RECORDED.guests, "unikernel-kv": slow, "unikernel-hello": slow } };
};

describe("startup", () => {
  const alone = tableOf(startup, "alone");
  const start = (way: string) => value(alone, way, "start");

  test("less work is a shorter start", () => {
    expect(start("vm-direct")).toBeLessThan(start("vm-bios"));
    expect(start("pv-direct")).toBeLessThan(start("vm-direct"));
    expect(start("pv-snapshot")).toBeLessThan(start("pv-direct"));
    expect(start("container-crun")).toBeLessThan(start("container-runc"));
    expect(start("container-runc")).toBeLessThan(start("container-docker"));
    expect(start("container-pooled")).toBeLessThan(start("container-crun"));
    expect(start("process")).toBeLessThan(start("container-by-hand"));
  });

  test("where a unikernel starts before a container the title says so, and where it does not it says that", () => {
    expect(start("unikernel-hello")).toBeLessThan(start("container-crun"));
    expect(alone.title).toMatch(
      /^A unikernel starts before a container: in 1\.49 ms, .*under a heavier monitor it does not/,
    );
    const slow = tableOf(finish(startupPlan(SMALL, withUnikernels(500))), "alone");
    expect(slow.title).toMatch(/^A container starts before a unikernel: in 16/);
  });

  test("a storm takes as long as its work on its cores, and its bill adds up to it", () => {
    const storm = tableOf(startup, "storm");
    for (const { id, kind } of [
      { id: "pv-direct", kind: "thin vm" },
      { id: "process", kind: "process" },
    ]) {
      const bound = (SMALL.instances / SMALL.cores) * start(id);
      expect(value(storm, id, "mean"), kind).toBeGreaterThan(0.9 * bound);
      expect(value(storm, id, "mean"), kind).toBeLessThan(1.05 * bound);
    }
  });

  test("the model goes on where real guests were started together", () => {
    const { rows, handovers } = tableOf(startup, "growth");
    const series = rows.filter((row) => row.series === handovers[0]!.series);
    const measured = series.filter(({ cells }) => cells.start!.figure.origin.kind === "measured");
    expect(measured.map(({ cells }) => cells.instances!.figure.value)).toEqual([1, 2, 4]);
    expect(handovers[0]!.at).toBe(4);
    const perInstance = ({ cells }: (typeof rows)[number]) =>
      cells.start!.figure.value / cells.instances!.figure.value;
    const next = series.find(({ cells }) => cells.instances!.figure.value === 5)!;
    expect(perInstance(next) / perInstance(measured.at(-1)!)).toBeGreaterThan(0.85);
    expect(perInstance(next) / perInstance(measured.at(-1)!)).toBeLessThan(1.15);
  });

  test("a few at a time: half are up sooner, where starts are work and not waiting", () => {
    const pace = tableOf(startup, "pace");
    expect(value(pace, "process", "few")).toBeLessThan(0.6 * value(pace, "process", "all"));
    expect(value(pace, "vm-direct", "few")).toBeGreaterThan(value(pace, "vm-direct", "all"));
    expect(pace.title).toContain("VM, kernel entered directly");
  });
});

describe("density", () => {
  const load = { busy: false, busyPercent: 0, applicationBytes: 0, fileBytes: 0 };
  const host = { memoryBytes: 2 ** 38, cores: 64, diskBytes: 2 ** 43 };

  test("memory of one: process, container, thin VM, VM", () => {
    const each = tableOf(density, "each");
    const order = ["process", "container", "thin-vm", "vm"].map((track) =>
      value(each, `${track}-idle`, "memory"),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
  });

  test("a hundred thousand fit where nothing ends, and the resource that ends is the one that is short", () => {
    const container = instances(RECORDED, load, USUAL).find(({ track }) => track === "container")!;
    const whole = fill(container, host, 100_000, 1);
    expect([whole.fits, whole.endedBy]).toEqual([100_000, "the number asked for"]);
    expect(fill(container, { ...host, memoryBytes: 2 ** 30 }, 100_000, 1).endedBy).toBe("memory");
    expect(fill(container, { ...host, diskBytes: 2 ** 34 }, 100_000, 1).endedBy).toBe("disk");
    expect(fill({ ...container, cpu: 0.5 }, host, 100_000, 1)).toMatchObject({ fits: 128, endedBy: "cores" });
    expect(whole.bytes.every((bytes, n) => n < 2 || bytes > whole.bytes[n - 1]!)).toBe(true);
  });

  test("each kind of sharing lets more fit", () => {
    const sharing = tableOf(density, "sharing");
    const memory = (id: string) => value(sharing, id, "memory");
    for (const vm of ["vm", "thin-vm"]) {
      for (const kind of ["merging", "balloon"])
        expect(memory(`${vm}-${kind}`)).toBeLessThan(memory(`${vm}-chain`));
      expect(memory(`${vm}-all`)).toBeLessThan(Math.min(memory(`${vm}-merging`), memory(`${vm}-balloon`)));
      expect(value(sharing, `${vm}-chain`, "disk")).toBeLessThan(value(sharing, `${vm}-none`, "disk"));
    }
    // A chain has a cache of tables for each of its images.
    expect(memory("vm-chain")).toBeGreaterThan(memory("vm-none"));
    expect(memory("container-cache")).toBeLessThan(memory("container-chain"));
  });

  test("the same applications: containers take less than VMs, and a VM for all less than one for each", () => {
    const mix = tableOf(density, "mix");
    const memory = (id: string) => value(mix, id, "memory");
    expect(memory("containers")).toBeLessThan(memory("containers-in-vm"));
    expect(memory("containers-in-vm")).toBeLessThan(memory("thin-vms"));
    expect(memory("thin-vms")).toBeLessThan(memory("vms"));
    const nested = tableOf(density, "nested").rows.filter(({ series }) => series === "in a thin VM");
    const each = nested.map(({ cells }) => cells.memory!.figure.value);
    expect(each).toEqual(each.toSorted((a, b) => b - a));
  });

  test("a start takes its own time on an empty host, and longer the fuller its cores are", () => {
    expect(slowdown(0, 4)).toBe(1);
    // One core: 1 / (1 - load), the mean of processor sharing.
    expect(slowdown(0.5, 1)).toBeCloseTo(2, 9);
    expect(slowdown(2, 4)).toBeGreaterThan(slowdown(1, 4));
    expect(slowdown(2, 4)).toBeLessThan(slowdown(0.5, 1));
    expect(slowdown(4, 4)).toBe(Number.POSITIVE_INFINITY);
  });

  test("a monitor's memory is what was published of its process, less its machine", () => {
    const vm = instances(RECORDED, load, USUAL).find(({ track }) => track === "vm")!;
    const monitor = vm.parts.find(({ id }) => id === "monitor")!;
    expect(monitor.figure.value).toBe((resident.qemu.value - 128 * 1024) * 1024);
  });
});

describe("overhead", () => {
  const network = networkTable();

  test("NAT costs latency, not bandwidth", () => {
    expect(value(network, "container-nat", "roundTrip") - value(network, "native", "roundTrip")).toBeCloseTo(
      17.1,
      0,
    );
    expect(value(network, "container-nat", "bulk")).toBeGreaterThan(0.99 * value(network, "native", "bulk"));
    expect(network.title).toMatch(/^NAT costs latency \(17\.1 µs a round trip\), not bandwidth at 10 Gb\/s/);
  });

  test("nested translation costs random access on one socket more than streaming", () => {
    const table = processorTable();
    for (const vm of ["vm-emulated", "vm-pv", "unikernel", "passthrough"])
      expect(value(table, vm, "random")).toBeLessThan(value(table, vm, "streaming") - 0.05);
    expect(value(table, "container", "random")).toBe(1);
  });

  test("PV devices cost less than emulated ones, passthrough less than these", () => {
    const stream = diskStreamTable();
    for (const [table, column, sign] of [
      [network, "roundTrip", 1],
      [network, "busy", 1],
      [stream, "rate", -1],
      [stream, "busy", 1],
    ] as const) {
      const order = ["native", "passthrough", "vm-pv", "vm-emulated"].map(
        (id) => sign * value(table, id, column),
      );
      expect(order, column).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  test("a VM takes system calls without an exit; memory that the host has not given costs one", () => {
    const table = kernelTable();
    expect(value(table, "vm-pv", "call")).toBe(value(table, "native", "call"));
    expect(value(table, "container", "call")).toBeGreaterThan(value(table, "native", "call"));
    expect(value(table, "unikernel", "call")).toBeLessThan(value(table, "native", "call") / 10);
    expect(value(table, "vm-pv", "first") - value(table, "vm-pv", "fault")).toBeGreaterThan(1500);
  });

  test("the overview has each thing against native, and names what costs most", () => {
    const overview = overviewTable({
      processor: processorTable(),
      kernel: kernelTable(),
      diskStream: diskStreamTable(),
      network,
    });
    expect(problemOf(overview)).toBeUndefined();
    expect(Object.values(overview.rows[0]!.cells).map(({ figure }) => figure.value)).toEqual(
      overview.columns.map(() => 1),
    );
    expect(value(overview, "container-nat", "network-roundTrip")).toBeGreaterThan(1.4);
    expect(overview.title).toMatch(/Container with NAT: system call \(1\.48 times\)/);
  });

  test("servers: nobody is faster than native, and more clients never make one slower than fewer", () => {
    const database = databaseRun(() => 20_000, 8);
    for (const run of [keyValueRun, database])
      for (const contender of ["container-nat", "vm-emulated", "passthrough"] as const) {
        const [one, many] = [run(contender, 1, 1).perSecond, run(contender, 20, 1).perSecond];
        expect(one).toBeLessThan(run("native", 1, 1).perSecond);
        expect(many).toBeLessThan(run("native", 20, 1).perSecond * 1.001);
        expect(many).toBeGreaterThan(one);
      }
  });
});

describe("all of them", () => {
  test.each([startup, density])("$id repeats, and is read back from its document as it was", (experiment) => {
    const again =
      experiment.id === "startup" ? startupPlan(SMALL, RECORDED) : densityPlan(DENSITY_DEFAULTS, RECORDED);
    const text = JSON.stringify(documentOf(experiment));
    expect(JSON.stringify(documentOf(finish(again)))).toBe(text);
    expect(readExperiment(text)).toEqual({ ok: true, value: experiment });
  });

  test("another seed is another storm", () => {
    const other = finish(startupPlan({ ...STARTUP_DEFAULTS, ...SMALL, seed: 2 }, RECORDED));
    expect(tableOf(other, "storm").rows).not.toEqual(tableOf(startup, "storm").rows);
  });

  test("without guests there are still the tables that need none", () => {
    const none = {
      ...RECORDED,
      guests: {},
      containers: {},
      pooledMs: undefined,
      memory: undefined,
      together: [],
      io: [],
    };
    expect(tableOf(finish(startupPlan(SMALL, none)), "alone").rows.map(({ id }) => id)).toEqual(["process"]);
    expect(tableOf(finish(densityPlan(DENSITY_DEFAULTS, none)), "full").rows).toEqual([]);
  });

  test("stopped, an experiment has the tables that are there, and says that it is not complete", async () => {
    const plan: Plan = startupPlan(SMALL, RECORDED);
    const labels: string[] = [];
    const stopped = await carryOut(plan, {
      at: (_step, _of, label) => labels.push(label),
      stopped: () => labels.length === 2,
      nextTurn: async () => {},
    });
    expect(stopped).toMatchObject({
      complete: false,
      incomplete: "Stopped after 2 of 5 tables: 3 are not there.",
    });
    expect(stopped.tables).toEqual(startup.tables.slice(0, 2));
  });
});
