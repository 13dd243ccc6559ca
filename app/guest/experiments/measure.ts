/** Measures what the experiments start from: real guests one by one and together, and containers of the simulated kernel. */

import { makeDockerMachine } from "@/app/container/docker-machine";
import { startPhases } from "@/app/container/lab/start-phases";
import type {
  ContainerMeasurement,
  ContainerWay,
  GuestMeasurement,
  GuestWay,
  KernelMemory,
  TogetherMeasurement,
} from "@/app/sim/experiments/measurements";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { hostView } from "@/app/sim/host/host-view";
import { HostRun } from "@/app/sim/host/run";
import { type GuestTrack, totalExits } from "@/app/sim/run/record";
import { readScenario } from "@/app/sim/scenario/parse";
import type { HostEnvironment } from "../host/lab";
import { ImageError } from "../images/store";
import { Lab, type LabEnvironment } from "../lab/lab";
import { measureTrim, TRIMS, type Trim } from "../lab/trims";

const COSTS = { nsPerInstruction: nsPerInstruction.value, nsPerExit: nsPerExit.value };
const SECOND_NS = 1e9;

const TRIM_OF: Readonly<Record<GuestWay, readonly [trim: string, track: GuestTrack]>> = {
  "vm-bios": ["full", "vm"],
  "vm-direct": ["direct", "vm"],
  "pv-direct": ["direct", "pv"],
  "pv-one-program": ["one program", "pv"],
  "pv-snapshot": ["snapshot", "pv"],
  "unikernel-kv": ["kv", "pv"],
  "unikernel-hello": ["hello", "pv"],
};

/** @throws ImageError if the machine does not come up. */
export async function measureGuest(
  environment: LabEnvironment,
  way: GuestWay,
  seed: number,
): Promise<GuestMeasurement> {
  const [id, track] = TRIM_OF[way];
  const trim = TRIMS.find((one): one is Trim => one.id === id)!;
  const { boot, idle } = await measureTrim(environment, trim, {
    track,
    seed,
    costs: COSTS,
    idleNs: SECOND_NS,
  });
  return {
    virtualMs: boot.virtualMs,
    haltedMs: boot.idleMs,
    instructions: boot.instructions,
    exits: totalExits(boot.exits),
    memoryMiB: boot.memoryMiB,
    pagesTouched: boot.pagesTouched,
    phases: boot.phases.map(({ name, virtualMs }) => ({ name, virtualMs })),
    idle:
      idle === undefined || idle.virtualNs < SECOND_NS
        ? null
        : { instructions: idle.instructions, exits: idle.exits },
  };
}

/** The guests have been up for long then; and as long again, so that every page is scanned more than once. */
const MERGE_AT_MS = 2000;
const EVERY_PAGE = 100_000;

/** That many thin VMs at once on a modelled host. @throws ImageError if one has no prompt in time. */
export async function measureTogether(
  { guests }: HostEnvironment,
  instances: number,
  cores: number,
  seed: number,
): Promise<TogetherMeasurement> {
  const scenario = readScenario({
    version: 1,
    name: "together",
    seed,
    durationMs: 1,
    host: { cores, policy: "cfs", memoryMiB: 256 + 64 * instances },
    instances: [{ name: "guest", kind: "pv", guest: "linux", via: "direct", count: instances }],
    events: [
      { atMs: MERGE_AT_MS, order: { do: "merging", run: true, pagesToScan: EVERY_PAGE, sleepMs: 20 } },
    ],
  });
  if (!scenario.ok) throw new RangeError(scenario.error);
  const real = await guests(scenario.value);
  try {
    const run = new HostRun(scenario.value, real);
    await run.advanceTo(MERGE_AT_MS * 1e6);
    const { memory: before } = hostView(run.host);
    await run.advanceTo(2 * MERGE_AT_MS * 1e6);
    const view = hostView(run.host);
    const startedMs = view.instances.map(({ name, startedNs }) => {
      if (startedNs !== undefined) return startedNs / 1e6;
      throw new ImageError("A guest has not come up", name, "Ask for fewer guests, or for more cores.");
    });
    const { pagesSharing } = view.merging;
    return { instances, cores, startedMs, pages: before.anonFrames, mergedPages: pagesSharing };
  } finally {
    real.dispose();
  }
}

const SCRIPT_LIMIT_NS = 600e9;

/** Runs a script on a machine with the engine. Answers when each line of its output came, ns. */
function runOn(machine: ReturnType<typeof makeDockerMachine>, script: string): readonly number[] {
  const linesAtNs: number[] = [];
  const errors: string[] = [];
  const running = machine.startScript(new TextEncoder().encode(script), {
    stdout: () => linesAtNs.push(machine.machine.nowNs),
    stderr: (bytes) => errors.push(new TextDecoder().decode(bytes)),
  });
  const ended = machine.runUntil(() => running.status !== undefined, machine.machine.nowNs + SCRIPT_LIMIT_NS);
  if (!ended || running.status !== 0)
    throw new Error(`a script of the experiment failed: ${errors.join("") || "it did not end"}`);
  return linesAtNs;
}

/** A container on a simulated machine: with a network of its own under Docker, without one elsewhere. */
export function measureContainer(way: ContainerWay, seed: number): ContainerMeasurement {
  const machine = makeDockerMachine({ seed, engine: { profile: way } });
  runOn(machine, `docker run --network ${way === "docker" ? "bridge" : "none"} busybox true`);
  const [container] = machine.engine.containers();
  const steps = machine.engine.startSteps(container!.id);
  const beganNs = steps[0]!.fromNs;
  const beganProgramNs = Math.max(...steps.map(({ toNs }) => toNs));
  return {
    virtualMs: (beganProgramNs - beganNs) / 1e6,
    phases: startPhases(steps, beganNs, beganProgramNs).map(({ name, virtualMs, runtimeMs }) => ({
      name,
      virtualMs,
      runtimeMs,
    })),
  };
}

/** A program that does nothing, in a container that waits for work and is frozen meanwhile. Virtual ms. */
export function measurePooled(seed: number): number {
  const machine = makeDockerMachine({ seed });
  const inside = "mkfifo /pool/go /pool/done; read x < /pool/go; /bin/true; echo done > /pool/done";
  const [beganNs, endedNs] = runOn(
    machine,
    `mkdir /pool
id=$(docker run -d -v /pool:/pool busybox sh -c '${inside}')
until [ -p /pool/done ]; do sleep 0.01; done
cd /sys/fs/cgroup/docker/$id
echo 1 > cgroup.freeze
until grep -q 'frozen 1' cgroup.events; do sleep 0.01; done
echo begin
echo 0 > cgroup.freeze
echo x > /pool/go
read y < /pool/done
echo end`,
  );
  return (endedNs! - beganNs!) / 1e6;
}

const COUNT = 40;
const MEMORY_SCRIPT = `free_kb() { awk '/^MemFree/ { print $2 }' /proc/meminfo; }
settle() { sleep 0.5; }
many() { i=0; while [ $i -lt ${COUNT} ]; do "$@" & i=$((i + 1)); done; settle; }
contained() { mkdir "/sys/fs/cgroup/c$i"; echo 0 > "/sys/fs/cgroup/c$i/cgroup.procs"; exec unshare -m -u -i -p -n -C -f sleep 1000; }
mkdir /sys/fs/cgroup/warm; sleep 1000 & unshare -m -u -i -p -n -C -f sleep 1000 & settle
free_kb
many sleep 1000
free_kb
many contained
free_kb`;

/** What one more process, and one more container with its cgroup and the parent that waits for it, take of a real kernel's memory. */
export async function measureKernelMemory(environment: LabEnvironment, seed: number): Promise<KernelMemory> {
  const columns = [{ id: "guest", track: "pv", image: "linux", via: "direct" }] as const;
  const lab = new Lab({ id: "kernel memory", seed, costs: COSTS, columns }, environment);
  try {
    await lab.boot("guest");
    const { stdout } = await lab.exec("guest", MEMORY_SCRIPT, { timeoutNs: 60 * SECOND_NS });
    const [before, processes, containers] = new TextDecoder().decode(stdout).split("\n").map(Number);
    const perOne = (from: number, to: number) => ((from - to) * 1024) / COUNT;
    return { process: perOne(before!, processes!), container: perOne(processes!, containers!) };
  } finally {
    lab.dispose();
  }
}
