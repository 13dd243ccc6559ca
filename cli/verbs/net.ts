/** `lab net`: real guests and simulated machines with containers on one switch, and scripts in them. */
import { readFile, writeFile } from "node:fs/promises";
import { NetworkError, type NetworkLab } from "@/app/guest/net/lab";
import { SHARED_BYTES } from "@/app/guest/net/live-network";
import type { ScriptResult } from "@/app/guest/net/member";
import { addMachine, createNodeNetwork, type MachineKind } from "@/app/guest/net/node";
import { defaultLink, GIGABIT, TEN_GIGABIT } from "@/app/sim/figures/network";
import type { LinkOptions } from "@/app/sim/net/link";
import { integer, oneOf, readOptions, UsageError } from "../options";
import { asText, printJson, type Verb } from "../verb";
import { pingPongUsage, runPingPong } from "./net-pingpong";

const usage = `lab net [--vm 'script'] [--pv 'script'] [--container 'script'] [--delay-us N] [--gbit 1|10] [--queue N] [--loss P]
        [--shared vm,pv] [--seed N] [--timeout-virtual-ms N] [--pcap file] [--in-process] [--json]
lab net --script steps.json …
lab net pingpong …

Boots the machines that scripts were given for, puts their eth0 on one switch, and runs the scripts, all beginning at one moment.
A VM is 10.0.1.1, a PV guest 10.0.2.1, a machine with the docker command 10.0.3.1 (all /16). A file of steps is a JSON array: each
step is an object of scripts by machine, which begin together, and the next step begins when all have ended; machines are named
vm, pv and container, and vm2, pv2 … for more of them (10.0.1.2 …).

Every cable has --delay-us (default 20), --gbit (1), a queue of --queue frames (1000) and loses the part --loss of them (0).
--shared names two guests that share 64 KiB by the device 1AF4:1110, and have the program neighbour, whose driver reaches it:
  lab net --vm 'neighbour pong shared' --pv 'neighbour ping shared' --shared vm,pv
--pcap writes what went through the switch. --in-process runs the guests in one thread; nothing but the wall time differs.
With --json: { steps, virtualMs, machines, capture }, where machines have their exits by device and the counters of their port.

Exit codes: 0 if all scripts ended with 0, otherwise 1; 2 for bad usage or input.

${pingPongUsage}`;

const KINDS: readonly MachineKind[] = ["vm", "pv", "container"];
const NAME = /^(vm|pv|container)([2-9]|[1-5][0-9])?$/;

type Step = Readonly<Record<string, string>>;

export const net: Verb = {
  usage,
  async run(args) {
    if (args[0] === "pingpong") return runPingPong(args.slice(1));
    const { values, positionals } = readOptions(args, {
      vm: { type: "string" },
      pv: { type: "string" },
      container: { type: "string" },
      script: { type: "string" },
      "delay-us": { type: "string" },
      gbit: { type: "string" },
      queue: { type: "string" },
      loss: { type: "string" },
      seed: { type: "string" },
      "timeout-virtual-ms": { type: "string" },
      shared: { type: "string" },
      pcap: { type: "string" },
      "in-process": { type: "boolean" },
    });
    if (positionals.length > 0)
      throw new UsageError(`whose script is "${positionals[0]}"? --vm, --pv or --container`);
    const given = Object.fromEntries(
      KINDS.flatMap((kind) => (values[kind] === undefined ? [] : [[kind, String(values[kind])]])),
    );
    const file = values.script as string | undefined;
    if (file !== undefined && Object.keys(given).length > 0)
      throw new UsageError("scripts in a file or as options: one of them, please");
    const steps = file === undefined ? [given] : await readSteps(file);
    const names = [...new Set(steps.flatMap((step) => Object.keys(step)))].sort();
    if (names.length === 0) throw new UsageError("no script: --vm, --pv, --container, or --script file");
    const shared = sharedBetween(values.shared as string | undefined, names);
    const link: LinkOptions = {
      ...defaultLink,
      delayNs: 1000 * integer("delay-us", values["delay-us"], { fallback: 20, min: 1, max: 1_000_000 }),
      bitsPerSecond: oneOf("gbit", values.gbit, ["1", "10"], "1") === "1" ? GIGABIT : TEN_GIGABIT,
      queueFrames: integer("queue", values.queue, { fallback: 1000, min: 0, max: 100_000 }),
      loss: part("loss", values.loss),
    };
    const seed = integer("seed", values.seed, { fallback: 1, min: 0, max: 2 ** 31 - 1 });
    const timeoutNs =
      1e6 *
      integer("timeout-virtual-ms", values["timeout-virtual-ms"], {
        fallback: 60_000,
        min: 1,
        max: 86_400_000,
      });
    const network = createNodeNetwork({ seed, workers: values["in-process"] !== true });
    try {
      for (const name of names)
        await addMachine(network, name, {
          kind: kindOf(name),
          seed,
          link,
          ...(shared.includes(name) ? SHARES_MEMORY : {}),
        });
      if (shared.length === 2) network.shareMemory(shared[0]!, shared[1]!);
      await addressAll(network, names);
      const json = values.json === true;
      const results: Record<string, ScriptResult>[] = [];
      for (const step of steps) {
        results.push(await perform(network, step, timeoutNs));
        if (!json) show(results.at(-1)!);
      }
      const { virtualNs, members, capture } = await network.record();
      if (values.pcap !== undefined) await writeFile(String(values.pcap), network.capture());
      if (json)
        printJson({
          steps: results.map((step) => mapValues(step, asJson)),
          virtualMs: virtualNs / 1e6,
          machines: members,
          capture,
        });
      else process.stdout.write(`${virtualNs / 1e6} virtual ms, ${capture.frames} frames\n`);
      return results.every((step) => Object.values(step).every(({ status }) => status === 0)) ? 0 : 1;
    } catch (error) {
      if (error instanceof NetworkError) throw new UsageError(error.message);
      throw error;
    } finally {
      network.dispose();
    }
  },
};

const SHARES_MEMORY = { devices: { sharedMemory: { sizeBytes: SHARED_BYTES } }, neighbour: true };

/** The two that share memory, or none. @throws UsageError unless they are two guests that have scripts */
function sharedBetween(value: string | undefined, names: readonly string[]): readonly string[] {
  if (value === undefined) return [];
  const pair = value.split(",");
  const areGuests = pair.every((name) => names.includes(name) && kindOf(name) !== "container");
  if (pair.length === 2 && pair[0] !== pair[1] && areGuests) return pair;
  throw new UsageError(`--shared ${value}: two guests that have scripts are wanted, such as vm,pv or pv,pv2`);
}

const kindOf = (name: string): MachineKind => NAME.exec(name)![1] as MachineKind;

async function addressAll(network: NetworkLab, names: readonly string[]): Promise<void> {
  const scripts = names.map((name) => {
    const [, kind, number = "1"] = NAME.exec(name)!;
    const address = `10.0.${KINDS.indexOf(kind as MachineKind) + 1}.${number}/16`;
    return [name, `ip addr add ${address} dev eth0 && ip link set eth0 up`] as const;
  });
  await network.execAll(scripts);
}

async function perform(
  network: NetworkLab,
  step: Step,
  timeoutNs: number,
): Promise<Record<string, ScriptResult>> {
  const scripts = Object.entries(step);
  const results = await network.execAll(scripts, timeoutNs);
  return Object.fromEntries(scripts.map(([name], i) => [name, results[i]!]));
}

function show(step: Record<string, ScriptResult>): void {
  for (const [name, { stdout, stderr, status, timedOut }] of Object.entries(step)) {
    process.stdout.write(`--- ${name}: ${timedOut ? "killed, its time was over" : `status ${status}`}\n`);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
  }
}

const asJson = ({ stdout, stderr, status, timedOut, virtualNs }: ScriptResult) => ({
  ...asText("stdout", stdout),
  ...asText("stderr", stderr),
  status: status ?? null,
  timedOut,
  virtualMs: virtualNs / 1e6,
});

const mapValues = <T, U>(of: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));

/** @throws UsageError that says where the file is wrong. */
async function readSteps(file: string): Promise<Step[]> {
  let steps: unknown;
  try {
    steps = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--script ${file}: ${(error as Error).message}`);
  }
  if (!Array.isArray(steps)) throw new UsageError(`--script ${file}: an array of steps is wanted`);
  steps.forEach((step: unknown, i) => {
    const where = `--script ${file}, step ${i + 1}`;
    if (typeof step !== "object" || step === null || Array.isArray(step))
      throw new UsageError(`${where}: an object of scripts by machine is wanted`);
    for (const [name, script] of Object.entries(step)) {
      if (!NAME.test(name))
        throw new UsageError(`${where}: ${name} is no machine; they are named vm, pv, container, vm2 …`);
      if (typeof script !== "string") throw new UsageError(`${where}, ${name}: a script is a text`);
    }
  });
  return steps as Step[];
}

function part(name: string, value: string | boolean | undefined): number {
  if (value === undefined) return 0;
  const number = Number(value);
  if (value !== "" && number >= 0 && number <= 1) return number;
  throw new UsageError(`--${name} ${value}: a number from 0 to 1 is wanted`);
}
