/** `lab docker`: a shell script on a simulated machine that has the docker command, or one real image in the real guest. */
import { readFile } from "node:fs/promises";
import { makeDockerMachine } from "@/app/container/docker-machine";
import { DEFAULT_SEED } from "@/app/guest/lab/defaults";
import type { RuntimeProfile } from "@/app/sim/kernel/costs/runtime-costs";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { integer, oneOf, readOptions, UsageError } from "../options";
import { asText, printJson, type Verb } from "../verb";
import { inRealGuest } from "./docker-in-guest";

const usage = `lab docker [--seed N] [--cores N] [--memory-mib N] [--runtime docker|runc|crun] [--load image.tar]…
           [--timeout-virtual-ms N] [--json] 'script'
lab docker --in-guest image.tar [--json] [--] [command …]

The first form runs a shell script on a fresh simulated machine that has the docker command and the lab's own images (busybox,
hello-world, web, stress); --load puts an image's archive (OCI layout or docker save) into it before. --runtime says whose
published start time the runtime's own work adds up to. With --json: { stdout, stderr, status, timedOut, virtualMs, systemCalls,
containers, starts }, where starts holds the steps of each container's last start.

The second form runs an image whose programs are i386 machine code in the real guest, by the same steps of the runtime: its
layers are carried into the guest, and its status is the program's.

Exit codes: the script's or the program's own; 2 for bad usage or input.`;

export const docker: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      seed: { type: "string" },
      cores: { type: "string" },
      "memory-mib": { type: "string" },
      runtime: { type: "string" },
      load: { type: "string", multiple: true },
      "in-guest": { type: "string" },
      "timeout-virtual-ms": { type: "string" },
    });
    const json = values.json === true;
    const image = values["in-guest"] as string | undefined;
    if (image !== undefined)
      return await inRealGuest(await bytesOf("--in-guest", image), image, positionals, json);
    const [script, extra] = positionals;
    if (script === undefined || extra !== undefined) throw new UsageError("one script is wanted: quote it");
    const limitMs = integer("timeout-virtual-ms", values["timeout-virtual-ms"], {
      fallback: 600_000,
      min: 1,
      max: 86_400_000,
    });
    const machine = makeDockerMachine({
      seed: integer("seed", values.seed, { fallback: DEFAULT_SEED, min: 0, max: 2 ** 31 - 1 }),
      cores: integer("cores", values.cores, { fallback: 1, min: 1, max: 64 }),
      memoryMiB: integer("memory-mib", values["memory-mib"], { fallback: 256, min: 48, max: 16_384 }),
      engine: {
        profile: oneOf<RuntimeProfile>("runtime", values.runtime, ["docker", "runc", "crun"], "docker"),
      },
    });
    const archives = (values.load as unknown as readonly string[] | undefined) ?? [];
    const loads: string[] = [];
    for (const [index, path] of archives.entries()) {
      machine.kernel.writeFile(`/root/image-${index}.tar`, await bytesOf("--load", path), 0o644);
      loads.push(`docker load -q -i /root/image-${index}.tar || exit 125`);
    }
    const out: Uint8Array[] = [];
    const err: Uint8Array[] = [];
    const keep = (name: "stdout" | "stderr", into: Uint8Array[]) => (bytes: Uint8Array) => {
      if (json) into.push(bytes);
      else process[name].write(bytes);
    };
    const startNs = machine.machine.nowNs;
    const running = machine.startScript(new TextEncoder().encode(`${loads.join("\n")}\n${script}`), {
      stdout: keep("stdout", out),
      stderr: keep("stderr", err),
    });
    machine.runUntil(() => running.status !== undefined, startNs + limitMs * 1e6);
    const [fault] = machine.faults;
    if (json) {
      const containers = machine.engine.containers();
      printJson({
        ...asText("stdout", concatBytes(out)),
        ...asText("stderr", concatBytes(err)),
        status: running.status ?? null,
        timedOut: running.status === undefined,
        virtualMs: (machine.machine.nowNs - startNs) / 1e6,
        systemCalls: machine.calls(),
        containers: containers.map(({ id, name, spec, status, exitCode, oomKilled, pid }) => ({
          id,
          name,
          image: spec.image,
          status,
          exitCode,
          oomKilled,
          pid,
        })),
        starts: Object.fromEntries(containers.map(({ id, name }) => [name, machine.engine.startSteps(id)])),
      });
    }
    if (fault !== undefined)
      throw new UsageError(
        `a program of the simulated userland failed, which is a fault of the lab: ${fault}`,
      );
    if (running.status === undefined)
      throw new UsageError(`the script did not end within ${limitMs} virtual ms; raise --timeout-virtual-ms`);
    return running.status;
  },
};

async function bytesOf(option: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${option} ${path}: ${(error as Error).message}`);
  }
}
