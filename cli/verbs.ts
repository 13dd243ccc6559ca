/** Every verb of the headless lab. Its module is loaded when it is wanted: to load all takes seconds. */
import type { Verb } from "./verb";

export interface VerbEntry {
  readonly name: string;
  /** One line for `lab help`. */
  readonly summary: string;
  load(): Promise<Verb>;
}

export const VERBS: readonly VerbEntry[] = [
  {
    name: "boot",
    summary: "boot a guest to its prompt; instructions, exits and virtual time by phase",
    load: async () => (await import("./verbs/boot")).boot,
  },
  {
    name: "exec",
    summary: "run a shell script in a guest; byte-exact output, the script's own exit status",
    load: async () => (await import("./verbs/exec")).exec,
  },
  {
    name: "docker",
    summary: "run docker commands on a simulated machine, or a real image in the real guest",
    load: async () => (await import("./verbs/docker")).docker,
  },
  {
    name: "io",
    summary: "the same transfers through emulated and paravirtual devices: exits, interrupts, time",
    load: async () => (await import("./verbs/io")).io,
  },
  {
    name: "net",
    summary:
      "guests and containers on one switch, guests that share memory: scripts, exits by device, frames, captures",
    load: async () => (await import("./verbs/net")).net,
  },
  {
    name: "run",
    summary: "run a scenario on the modelled host and print where time and memory went",
    load: async () => (await import("./verbs/run")).run,
  },
  {
    name: "check",
    summary: "judge an exercise: a record of a run, or its solution performed here",
    load: async () => (await import("./verbs/check")).check,
  },
  {
    name: "checks",
    summary: "exact checks of the model: what must come out, and what did",
    load: async () => (await import("./verbs/checks")).checks,
  },
  {
    name: "conformance",
    summary: "the same scripts in the real and the simulated kernel; the answers must be equal",
    load: async () => (await import("./verbs/conformance")).conformance,
  },
  {
    name: "measure",
    summary: "count instructions of single steps in the real guest",
    load: async () => (await import("./verbs/measure")).measure,
  },
  {
    name: "merge",
    summary: "same-page merging between real guests: frames before and after, its cost, what a write breaks",
    load: async () => (await import("./verbs/merge")).merge,
  },
  {
    name: "path",
    summary: "the steps of an I/O by arrangement: type 1 and 2, emulated, paravirtual, handed out",
    load: async () => (await import("./verbs/path")).path,
  },
  {
    name: "predict",
    summary: "what the model says to a published scenario: values, ranges, mechanisms",
    load: async () => (await import("./verbs/predict")).predict,
  },
  {
    name: "calibrate",
    summary: "the model beside every published row that it may use: error, tolerance",
    load: async () => (await import("./verbs/calibrate")).calibrate,
  },
  {
    name: "chain",
    summary: "real guests on one chain of disk images: bytes, starts, which layer answers",
    load: async () => (await import("./verbs/chain")).chain,
  },
  {
    name: "qcow2",
    summary: "disk images in layers: create, look into, check, convert, commit, rebase, snapshots",
    load: async () => (await import("./verbs/qcow2")).qcow2,
  },
  {
    name: "trims",
    summary: "from a whole guest to one program: bytes, virtual time, instructions, exits and pages of each",
    load: async () => (await import("./verbs/trims")).trims,
  },
  {
    name: "startup",
    summary: "experiment: what starting takes, alone and as a storm",
    load: async () => (await import("./verbs/startup")).startup,
  },
  {
    name: "density",
    summary: "experiment: how many fit on a host, and what ends first",
    load: async () => (await import("./verbs/density")).density,
  },
  {
    name: "overhead",
    summary: "experiment: what each way to run something takes of what native has",
    load: async () => (await import("./verbs/overhead")).overhead,
  },
  {
    name: "together",
    summary:
      "a VM, a container and a PV guest started at once on one host: steal, and the time to each prompt",
    load: async () => (await import("./verbs/together")).together,
  },
];
