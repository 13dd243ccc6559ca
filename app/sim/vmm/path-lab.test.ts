import { describe, expect, test } from "vitest";
import { parseRun } from "../run/parse";
import { emptyRun } from "../run/record";
import { arrangementById, arrangements } from "./arrangements";
import { pathOf } from "./path";
import { ordered, pathRun } from "./path-lab";
import { begun, type PathSetup, pathSetup } from "./path-setup";
import { bulk } from "./throughput";

const setup: PathSetup = pathSetup.parse({
  name: "two",
  compared: { io: "disk-read", bytes: 4096, left: "kvm-virtio", right: "xen-pv" },
  floor: {
    hosts: [{ name: "a", memoryMiB: 8192, reservedMiB: 1024, virtualFunctions: 4 }],
    machines: [
      { name: "x", host: "a", memoryMiB: 2048, needsMiB: 1024, network: "kvm-sriov" },
      { name: "y", host: "a", memoryMiB: 2048, needsMiB: 1024, balloonMiB: 512, network: "kvm-vhost" },
      { name: "z", host: "a", on: false, memoryMiB: 2048, needsMiB: 1024, network: "kvm-sriov" },
    ],
  },
});
const state = begun(setup);

describe("the record of a path lab", () => {
  test("says of each side what its path and a MiB of it come to", () => {
    const { sides } = pathRun(state);
    const path = pathOf({ kind: "disk-read", bytes: 4096 }, arrangementById("xen-pv")!);
    const mib = bulk({ kind: "disk-read", bytes: 4096 }, arrangementById("xen-pv")!, 1);
    expect(sides.map(({ arrangement }) => arrangement)).toEqual(["kvm-virtio", "xen-pv"]);
    expect(sides[1]).toMatchObject({
      driver: "driver-domain",
      totalNs: path.totalNs.value,
      exits: path.exits.value,
      contextSwitches: path.contextSwitches,
      mib: { exits: mib.exitsPerMiB.value, ms: mib.msPerMiB.value },
    });
    expect(sides[1]?.steps).toHaveLength(path.steps.length);
    expect(sides[1]?.steps.reduce((sum, { ns }) => sum + ns, 0)).toBeCloseTo(path.totalNs.value, 6);
  });

  test("says of each host what is pinned, free and in use, and of each machine its round trip", () => {
    const { floor } = pathRun(state);
    expect(floor?.hosts).toMatchObject([
      { pinnedMiB: 2048, freeMiB: 8192 - 1024 - 2048 - 1536, functionsInUse: 1 },
    ]);
    const [x, y, z] = floor?.machines ?? [];
    expect([x?.hardware, y?.hardware, z?.hardware]).toEqual(["virtual-function", "none", "none"]);
    expect(x!.roundTripNs).toBeLessThan(y!.roundTripNs);
    const whole = ordered(state, { do: "connect", machine: "x", network: "kvm-posted" });
    expect(pathRun(whole).floor?.hosts[0]?.functionsInUse).toBe(4);
  });

  test("comes back whole from JSON, for every arrangement and after refusals", () => {
    const refused = ordered(state, { do: "migrate", machine: "x", to: "a" });
    const paths = [
      pathRun(ordered(refused, { do: "balloon", machine: "x", mib: 1 })),
      ...arrangements.map(({ id }) =>
        pathRun(ordered(state, { do: "compare", io: "interrupt", left: id, right: "none" })),
      ),
    ];
    for (const path of paths) {
      const run = { ...emptyRun("test"), path, keptPaths: { before: path } };
      expect(parseRun(JSON.stringify(run))).toEqual({ ok: true, value: run });
    }
    expect(paths[0]?.floor?.orders.at(-1)?.refused).toBeDefined();
  });
});

describe("looking at another path", () => {
  test("changes what is named, and another kind takes its usual size", () => {
    const sent = ordered(state, { do: "compare", io: "packet-out", inFlight: 16 });
    expect(sent.compared).toEqual({
      io: { kind: "packet-out", bytes: 204 },
      inFlight: 16,
      left: "kvm-virtio",
      right: "xen-pv",
    });
    expect(ordered(sent, { do: "compare", right: "none" }).compared).not.toHaveProperty("right");
    expect(sent.floor).toBe(state.floor);
  });

  test.each([
    [{ io: "packet-in", bytes: 4096 }, /1,514/],
    [{ left: "toString" }, /no arrangement toString/],
  ] as const)("%j is refused", (look, words) => {
    expect(() => ordered(state, { do: "compare", ...look })).toThrow(words);
  });

  test("without machines there is nothing to order", () => {
    const { floor: _, ...alone } = state;
    expect(() => ordered(alone, { do: "power", machine: "x", on: false })).toThrow(/no machines/);
  });
});

describe("a set-up", () => {
  const spoilt = (change: (document: ReturnType<typeof structuredClone<PathSetup>>) => unknown) => {
    const result = pathSetup.safeParse(change(structuredClone(setup)));
    return result.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  };

  test("with a size that the I/O has not, a host that is not there, or more memory than there is, is refused", () => {
    expect(spoilt((it) => ({ ...it, compared: { ...it.compared, bytes: 100 } }))).toContain("compared.bytes");
    const machines = setup.floor!.machines;
    const floorOf = (change: object) =>
      spoilt((it) => ({
        ...it,
        floor: { ...it.floor, machines: [{ ...machines[0], ...change }, machines[1]] },
      }));
    expect(floorOf({ host: "b" })).toContain("floor.machines.0.host");
    expect(floorOf({ memoryMiB: 8192 })).toContain("a has not so much memory");
    expect(floorOf({ balloonMiB: 1500 })).toContain("need more");
    expect(floorOf({ network: "xen-pv" })).toContain("network");
  });
});
