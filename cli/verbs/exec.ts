/** `lab exec`: runs a shell script in a guest; its output is byte-exact and its status is the command's own. */
import { readFile } from "node:fs/promises";
import { createNodeLab } from "@/app/guest/lab/node";
import { DEVICE_OPTIONS, DEVICE_USAGE, deviceOptions } from "../device-options";
import { integer, MACHINE_OPTIONS, machineOptions, readOptions, UsageError } from "../options";
import { asText, printJson, type Verb } from "../verb";
import { inContainer } from "./exec-container";

const usage = `lab exec [--track vm|pv|container] [--image linux] [--via snapshot|direct|bios] [--seed N]
         [--timeout-virtual-ms N] [--disk KIND] [--json] 'script'
lab exec … --file script.sh
lab exec … < script.sh

Runs a shell script in the guest, or with --track container in the simulated kernel, as root at /. Standard output and standard error are the script's, byte for byte, and so is the exit
status. A script that has not ended after --timeout-virtual-ms (default 60000) is killed; the lab then exits with 2.
With --json: { stdout, stderr, status, timedOut, virtualMs, instructions, exits }, output as UTF-8 text and, where that
would lose bytes, as base64 in stdoutBase64, stderrBase64. In the simulated kernel, which has neither instructions of a processor
nor exits, systemCalls takes their place.

Devices, for a guest that boots by direct (the default then) or bios:
${DEVICE_USAGE}`;

export const exec: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      ...MACHINE_OPTIONS,
      ...DEVICE_OPTIONS,
      file: { type: "string", short: "f" },
      "timeout-virtual-ms": { type: "string" },
    });
    const container = values.track === "container";
    const devices = deviceOptions(values);
    if (container && devices !== undefined)
      throw new UsageError("the simulated kernel has no machine: --track vm or pv for other devices");
    const { image, via, track, seed, costs } = machineOptions(
      container ? { ...values, track: undefined } : values,
      // The shipped snapshots hold the devices of their tracks.
      { via: devices === undefined ? "snapshot" : "direct" },
    );
    const limitMs = integer("timeout-virtual-ms", values["timeout-virtual-ms"], {
      fallback: 60_000,
      min: 1,
      max: 86_400_000,
    });
    const script = await readScript(values.file as string | undefined, positionals);
    const json = values.json === true;
    if (container) return await inContainer(script, { seed, limitMs, json });
    const columns = [{ id: track, track, image, via, ...(devices === undefined ? {} : { devices }) }];
    const lab = createNodeLab({ id: "cli", seed, costs, columns });
    await lab.boot(track);
    const result = await lab.exec(track, script, {
      timeoutNs: limitMs * 1e6,
      ...(json
        ? {}
        : {
            onOutput: (stream: "stdout" | "stderr", bytes: Uint8Array) => void process[stream].write(bytes),
          }),
    });
    const column = lab.column(track);
    const crash = column.track === "container" ? undefined : column.crash;
    lab.dispose();
    if (json)
      printJson({
        ...asText("stdout", result.stdout),
        ...asText("stderr", result.stderr),
        status: result.status ?? null,
        timedOut: result.timedOut,
        virtualMs: result.virtualNs / 1e6,
        instructions: result.instructions,
        exits: result.exits,
      });
    if (crash !== undefined)
      throw new UsageError(`the guest crashed while the script ran (${crash.reason}): ${crash.message}`);
    if (result.status === undefined)
      throw new UsageError(
        `the script did not end within ${limitMs} virtual ms and was killed; raise --timeout-virtual-ms if it needs longer`,
      );
    return result.status;
  },
};

/** @throws UsageError if there is no script, or more than one. */
async function readScript(file: string | undefined, positionals: readonly string[]): Promise<string> {
  if (positionals.length > 1) throw new UsageError("one script only: quote it, or use --file");
  const [inline] = positionals;
  if (inline !== undefined && file !== undefined)
    throw new UsageError("a script and --file: one of them, please");
  if (inline !== undefined) return inline;
  if (file !== undefined) {
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      throw new UsageError(`--file ${file}: ${(error as Error).message}`);
    }
  }
  if (process.stdin.isTTY)
    throw new UsageError("no script: give it as an argument, with --file, or on standard input");
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
