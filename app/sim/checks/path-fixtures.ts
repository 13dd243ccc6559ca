/** Records of a path lab for tests of checks and measures. */
import type { PathRun } from "../run/path-record";
import { emptyRun, type LabRun } from "../run/record";
import type { FloorMachine } from "../vmm/floor";
import { type Compared, ordered, type PathLabOrder, type PathLabState, pathRun } from "../vmm/path-lab";

const compared = (left: string, right?: string, over: Partial<Compared> = {}): Compared => ({
  io: { kind: "disk-read", bytes: 4096 },
  inFlight: 1,
  left,
  ...(right === undefined ? {} : { right }),
  ...over,
});

/** A lab that looks at these arrangements. */
export const looking = (left: string, right?: string, over: Partial<Compared> = {}): PathLabState => ({
  setup: "test",
  compared: compared(left, right, over),
});

export const machine = (name: string, over: Partial<FloorMachine> = {}): FloorMachine => ({
  name,
  host: "a",
  on: true,
  memoryMiB: 1000,
  needsMiB: 500,
  balloonMiB: 0,
  network: "kvm-vhost",
  stops: 0,
  ...over,
});

/** A lab with hosts, each of 4,000 MiB with two virtual functions unless told otherwise. */
export const floorOf = (
  hosts: Readonly<Record<string, { readonly memoryMiB?: number; readonly virtualFunctions?: number }>>,
  machines: readonly FloorMachine[],
): PathLabState => ({
  ...looking("native"),
  floor: {
    hosts: Object.entries(hosts).map(([name, over]) => ({
      name,
      memoryMiB: 4000,
      reservedMiB: 0,
      hasIommu: true,
      virtualFunctions: 2,
      ...over,
    })),
    machines,
    orders: [],
  },
});

/** The record after these orders. */
export const runAfter = (state: PathLabState, ...orders: readonly PathLabOrder[]): LabRun => ({
  ...emptyRun("test"),
  path: pathRun(orders.reduce(ordered, state)),
});

/** A record that holds everything that the lessons measure. */
export function everyPathRun(): LabRun {
  const packet = { io: { kind: "packet-in", bytes: 204 } } as const;
  const kept: readonly (readonly [string, PathLabState])[] = [
    ["read-type-2", looking("native", "type2-virtio")],
    ["read-kvm", looking("kvm-virtio", "kvm-vhost")],
    ["read-xen", looking("xen-pv", "xen-emulated-dma")],
    ["pretend-kvm", looking("kvm-emulated-dma", "type2-emulated-dma")],
    ["pretend-xen", looking("xen-emulated-dma")],
    ["card-shared", looking("native", "kvm-vhost", packet)],
    ["card-whole", looking("kvm-passthrough", "kvm-posted", packet)],
    ["card-split", looking("kvm-sriov", undefined, packet)],
    ["interrupted", looking("kvm-passthrough", "kvm-posted", { io: { kind: "interrupt", bytes: 0 } })],
    ["handed-out", floorOf({ a: {} }, [machine("x", { network: "kvm-sriov" }), machine("y")])],
  ];
  const keptPaths: Readonly<Record<string, PathRun>> = Object.fromEntries(
    kept.map(([name, state]) => [name, pathRun(state)]),
  );
  return { ...emptyRun("test"), keptPaths };
}
