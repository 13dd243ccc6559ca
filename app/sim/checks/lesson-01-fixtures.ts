/** Container columns in records, for tests of lesson 1 and of its measures. */
import {
  type ContainerColumnRecord,
  type ContainerCounters,
  type ContainerStart,
  NO_CONTAINER_COUNTERS,
  type ProbeAnswer,
} from "../run/record";

const counters = (inside: number): ContainerCounters => ({
  ...NO_CONTAINER_COUNTERS,
  virtualNs: 65e6,
  instructions: { inside: 6_000_000, outside: 59_000_000 },
  calls: { read: { inside, outside: 30 } },
  faults: 118,
  privatePages: 118,
});

/** A start about as Docker's is, with that many system calls inside. */
export const containerStart = (over: Partial<ContainerStart> = {}): ContainerStart => ({
  ...counters(500),
  track: "container",
  image: "busybox",
  runtime: "docker",
  seed: 1,
  memoryMiB: 64,
  virtualMs: 65,
  phases: [
    { name: "engine", virtualMs: 60, runtimeMs: 59 },
    { name: "program", virtualMs: 5, runtimeMs: 0 },
  ],
  ...over,
});

/** A container at its prompt that has made so many system calls since. */
export const containerColumn = (
  callsSince: number,
  over: Partial<ContainerColumnRecord> = {},
): ContainerColumnRecord => ({
  column: "container",
  track: "container",
  state: "running",
  start: containerStart(),
  counters: counters(500 + callsSince),
  console: "# ",
  probes: {},
  ...over,
});

const guestAnswer = (device: string, count: number): ProbeAnswer => ({
  stdout: "",
  status: 0,
  instructions: 1_000_000,
  exits: { uart1: { reads: 100, writes: 44 }, [device]: { reads: 0, writes: count } },
});
const containerAnswer = (calls: number): ProbeAnswer => ({ stdout: "", status: 0, calls });

/** About as the runs of lesson 1 give them. */
export const threeAnswers: Readonly<Record<string, ProbeAnswer>> = {
  "vm-nothing": guestAnswer("pit", 0),
  "vm-compute": guestAnswer("pit", 14),
  "vm-files": guestAnswer("pit", 2),
  "vm-console": guestAnswer("uart0", 4655),
  "pv-nothing": guestAnswer("virtio-console", 14),
  "pv-compute": guestAnswer("virtio-console", 28),
  "pv-files": guestAnswer("virtio-console", 14),
  "pv-console": guestAnswer("virtio-console", 24),
  "container-nothing": containerAnswer(11),
  "container-compute": containerAnswer(11),
  "container-files": containerAnswer(3926),
  "container-console": containerAnswer(23),
};
