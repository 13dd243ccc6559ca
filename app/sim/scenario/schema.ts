/**
 * A scenario: a host, what runs on it, what they work at, what happens when, and a seed. A run is a function of it. Written by
 * lessons, by learners and by graders, so it is hostile input: every field is checked, and unknown fields are refused.
 */
import { z } from "zod";

const MAX_CORES = 128;
const MAX_MIB = 1 << 20;
const MAX_INSTANCES = 100_000;
const MAX_US = 3_600_000_000;

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    "lower-case letters, digits and dashes, at most 40, not beginning with a dash",
  );

const us = z.number().nonnegative().max(MAX_US);
const positiveUs = z.number().min(1).max(MAX_US);
const mib = z.number().nonnegative().max(MAX_MIB);

/** cpuset.cpus in Linux's list format: "0-3,8". */
const cpuList = z
  .string()
  .max(400)
  .regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, 'a list of cores such as "0-3,8"');

const cpuMax = z.strictObject({
  quotaUs: z.union([z.literal("max"), z.number().int().min(1000).max(100_000_000)]),
  periodUs: z.number().int().min(1000).max(1_000_000).default(100_000),
});

const cpuSettings = z.strictObject({
  weight: z.number().int().min(1).max(10_000).default(100),
  max: cpuMax.default({ quotaUs: "max", periodUs: 100_000 }),
  cpus: z.union([z.literal("all"), cpuList]).default("all"),
});

const limit = z.union([z.literal("max"), mib]);

const memorySettings = z.strictObject({
  minMiB: mib.default(0),
  lowMiB: mib.default(0),
  highMiB: limit.default("max"),
  maxMiB: limit.default("max"),
  swapMaxMiB: limit.default("max"),
  oomGroup: z.boolean().default(false),
});

const threads = z.number().int().min(1).max(10_000).default(1);
const nice = z.number().int().min(-20).max(19).default(0);

const workload = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("idle") }),
  /** Computes for ever. Progress: microseconds of computing done. */
  z.strictObject({ kind: z.literal("busy"), threads, nice }),
  /** Computes, then sleeps, over and over. Progress: rounds. */
  z.strictObject({ kind: z.literal("periodic"), threads, nice, runUs: positiveUs, sleepUs: positiveUs }),
  /** Requests arrive at random (Poisson); each takes some computing. Progress: requests answered. */
  z.strictObject({
    kind: z.literal("requests"),
    nice,
    perSecond: z.number().positive().max(1_000_000),
    serviceUs: positiveUs,
  }),
  /** Walks over memory. Progress: pages touched. */
  z.strictObject({
    kind: z.literal("memory"),
    nice,
    /** Anonymous memory. */
    anonMiB: mib.default(0),
    /** A file of that name, mapped and read; the same name and size is the same file for all that share a kernel. */
    fileMiB: mib.default(0),
    file: name.default("data"),
    order: z.enum(["sequential", "random"]).default("sequential"),
    /** Walks over it this many times, then sleeps for ever; 0: without end. */
    rounds: z.number().int().min(0).max(1_000_000).default(1),
    /** Sleep after each MiB. */
    pauseUs: us.default(0),
    write: z.boolean().default(true),
    /** What is written: different in every page, the same in every page, or the same as in other instances. */
    contents: z.enum(["unique", "zero", "same"]).default("unique"),
  }),
  /** Text typed into a real guest's console once its prompt is there. */
  z.strictObject({ kind: z.literal("type"), text: z.string().max(100_000) }),
]);

/** Guests that are machines in v86, by the images that they start from. */
export const REAL_GUESTS = ["linux", "tern"] as const;

/** Whether a machine in v86 stands behind an instance. */
export const isReal = ({ guest }: { readonly guest: string }): boolean => guest !== "model";

const instance = z
  .strictObject({
    name,
    kind: z.enum(["container", "vm", "pv"]),
    /** A VM or PV guest is a model, or real: the lab's Linux, or Tern, an operating system that is not Linux, in v86. */
    guest: z.enum(["model", ...REAL_GUESTS]).default("model"),
    vcpus: z.number().int().min(1).max(MAX_CORES).default(1),
    /** Memory of a guest's machine; a real guest's is that of its image. */
    memoryMiB: z.number().min(1).max(MAX_MIB).default(64),
    /** How a real guest comes up. */
    via: z.enum(["snapshot", "direct", "bios"]).default("snapshot"),
    /** When it is started; "never" waits for an order. */
    startMs: z.union([z.literal("never"), z.number().nonnegative().max(3_600_000)]).default(0),
    cpu: cpuSettings.default({ weight: 100, max: { quotaUs: "max", periodUs: 100_000 }, cpus: "all" }),
    memory: memorySettings.default({
      minMiB: 0,
      lowMiB: 0,
      highMiB: "max",
      maxMiB: "max",
      swapMaxMiB: "max",
      oomGroup: false,
    }),
    workloads: z
      .array(workload)
      .max(64)
      .default([{ kind: "idle" }]),
    /** So many of the same, named name-1, name-2 … */
    count: z.number().int().min(1).max(MAX_INSTANCES).default(1),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (value.kind === "container" && value.guest !== "model")
      wrong("guest", 'a container has no guest of its own: leave it out, or say "model"');
    if (isReal(value) && value.vcpus !== 1) wrong("vcpus", "a real guest has one vCPU: 1 is allowed");
    if (value.guest === "tern" && value.kind !== "vm")
      wrong("kind", 'Tern has drivers for emulated devices only: "vm"');
    if (value.guest === "tern" && value.via !== "direct") wrong("via", 'Tern comes up in one way: "direct"');
    value.workloads.forEach((work, index) => {
      if ((work.kind === "type") !== isReal(value) && work.kind !== "idle")
        context.addIssue({
          code: "custom",
          path: ["workloads", index, "kind"],
          message: isReal(value)
            ? 'a real guest works at what is typed into it: "type" or "idle"'
            : 'only a real guest can be typed into: "idle", "busy", "periodic", "requests" or "memory"',
        });
    });
  });

const target = { instance: name };

/** What can be done to a running host: by a scenario's events, by a learner, by a solution. */
export const order = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("create"), spec: instance }),
  z.strictObject({ do: z.literal("start"), ...target }),
  z.strictObject({ do: z.literal("stop"), ...target }),
  z.strictObject({ do: z.literal("kill"), ...target }),
  z.strictObject({ do: z.literal("pause"), ...target }),
  z.strictObject({ do: z.literal("resume"), ...target }),
  /** Keeps the instance as it is under a name; it runs on. */
  z.strictObject({ do: z.literal("snapshot"), ...target, as: name }),
  /** Switches an instance on from a snapshot of one of the same kind and workloads. What slept then is awake. */
  z.strictObject({ do: z.literal("restore"), ...target, from: name }),
  z.strictObject({ do: z.literal("weight"), ...target, weight: z.number().int().min(1).max(10_000) }),
  z.strictObject({ do: z.literal("cpuMax"), ...target, ...cpuMax.shape }),
  z.strictObject({ do: z.literal("cpus"), ...target, cpus: z.union([z.literal("all"), cpuList]) }),
  z.strictObject({
    do: z.literal("memory"),
    ...target,
    minMiB: mib.exactOptional(),
    lowMiB: mib.exactOptional(),
    highMiB: limit.exactOptional(),
    maxMiB: limit.exactOptional(),
    swapMaxMiB: limit.exactOptional(),
  }),
  z.strictObject({ do: z.literal("balloon"), ...target, targetMiB: mib }),
  z.strictObject({
    do: z.literal("merging"),
    run: z.boolean(),
    pagesToScan: z.number().int().min(1).max(1_000_000).exactOptional(),
    sleepMs: z.number().min(1).max(10_000).exactOptional(),
    /** Pages of zeros go to one zero page (use_zero_pages) and are no merged ones. */
    zeroPages: z.boolean().exactOptional(),
  }),
  z.strictObject({ do: z.literal("type"), ...target, text: z.string().max(100_000) }),
  /** Runs a script in a real guest through its agent; whoever gave the order asks for the answer by its id. */
  z.strictObject({
    do: z.literal("exec"),
    ...target,
    script: z.string().max(100_000),
    id: z.number().int().nonnegative(),
  }),
]);

const hostSettings = z.strictObject({
  cores: z.number().int().min(1).max(MAX_CORES).default(1),
  threadsPerCore: z.number().int().min(1).max(8).default(1),
  policy: z.enum(["cfs", "eevdf", "credit", "credit2"]).default("cfs"),
  /** 0: decisions fall exactly where a slice ends; otherwise only at ticks. */
  tickHz: z.union([z.literal(0), z.number().int().min(100).max(1000)]).default(0),
  memoryMiB: z.number().min(4).max(MAX_MIB).default(512),
  swapMiB: mib.default(0),
  overcommit: z.enum(["heuristic", "always", "never"]).default("heuristic"),
  hugePages: z.boolean().default(false),
  contextSwitchNs: z.number().int().min(0).max(1_000_000).exactOptional(),
  migrationNs: z.number().int().min(0).max(1_000_000).exactOptional(),
  /** A real vCPU executes ahead by at most this much; others cannot take its core before. */
  quantumUs: z.number().min(100).max(10_000).default(1000),
});

/** Instances that a spec makes: itself, or as many as it counts. */
export const namesOf = ({
  name: base,
  count,
}: {
  readonly name: string;
  readonly count: number;
}): readonly string[] =>
  count === 1 ? [base] : Array.from({ length: count }, (_, index) => `${base}-${index + 1}`);

const highestCore = (list: string): number =>
  list === "all" ? -1 : Math.max(...list.split(/[-,]/).map(Number));

export const scenario = z
  .strictObject({
    version: z.literal(1),
    name: z.string().min(1).max(200),
    seed: z
      .number()
      .int()
      .min(-(2 ** 31))
      .max(2 ** 31 - 1)
      .default(1),
    durationMs: z.number().positive().max(3_600_000),
    host: hostSettings.prefault({}),
    instances: z.array(instance).max(1000).default([]),
    events: z
      .array(z.strictObject({ atMs: z.number().nonnegative().max(3_600_000), order }))
      .max(100_000)
      .default([]),
  })
  .superRefine((value, context) => {
    const names = new Set<string>();
    let total = 0;
    value.instances.forEach((spec, index) => {
      total += spec.count;
      if (total > MAX_INSTANCES) return;
      for (const made of namesOf(spec)) {
        if (names.has(made))
          context.addIssue({
            code: "custom",
            path: ["instances", index, "name"],
            message: `"${made}" is taken`,
          });
        names.add(made);
      }
      if (highestCore(spec.cpu.cpus) >= value.host.cores)
        context.addIssue({
          code: "custom",
          path: ["instances", index, "cpu", "cpus"],
          message: `the host has cores 0 to ${value.host.cores - 1}`,
        });
    });
    if (total > MAX_INSTANCES)
      context.addIssue({
        code: "custom",
        path: ["instances"],
        message: `at most ${MAX_INSTANCES} altogether`,
      });
    value.events.forEach(({ order: one }, index) => {
      if (one.do === "create") for (const made of namesOf(one.spec)) names.add(made);
      else if ("instance" in one && !names.has(one.instance))
        context.addIssue({
          code: "custom",
          path: ["events", index, "order", "instance"],
          message: `there is no instance "${one.instance}" by then; there are: ${[...names].slice(0, 20).join(", ") || "none"}`,
        });
    });
    if (value.host.cores % value.host.threadsPerCore !== 0)
      context.addIssue({
        code: "custom",
        path: ["host", "threadsPerCore"],
        message: `must divide the ${value.host.cores} logical cores`,
      });
  });

export type HostScenario = z.output<typeof scenario>;
/** As it is written: defaults may be left out. */
export type HostScenarioInput = z.input<typeof scenario>;
export type HostSettings = z.output<typeof hostSettings>;
export type InstanceSpec = z.output<typeof instance>;
export type Workload = z.output<typeof workload>;
export type Order = z.output<typeof order>;
export type OrderInput = z.input<typeof order>;
