/** The machines of `lab io` in Node: a guest on a switch, beside a machine with the simulated kernel where one is needed. */
import { makeMachine } from "@/app/container/system";
import { addMachine, createNodeNetwork } from "../net/node";
import type { IoMachine, IoMachines } from "./measure";

const GUEST = "guest";
const NEIGHBOUR = "neighbour";
const LIMIT_NS = 600e9;

export const nodeIoMachines =
  (seed: number): IoMachines =>
  async ({ devices }, networked): Promise<IoMachine> => {
    const network = createNodeNetwork({ seed, workers: false, captureBytes: 0 });
    await addMachine(network, GUEST, { kind: "vm", seed, devices });
    if (networked) network.addKernel(NEIGHBOUR, (mac) => makeMachine({ seed, mac, memoryMiB: 64 }));
    const text = new TextDecoder();
    const run = async (scripts: readonly (readonly [string, string])[]) => {
      const results = await network.execAll(scripts, LIMIT_NS);
      results.forEach(({ status, timedOut, stderr }, i) => {
        if (status === 0) return;
        const [who, script] = scripts[i]!;
        const how = timedOut ? "did not end in time" : `ended with ${status}`;
        throw new Error(`${who}: "${script}" ${how}: ${text.decode(stderr).trim()}`);
      });
      return results;
    };
    return {
      async exec(script, during) {
        const [result] = await run([
          [GUEST, script],
          ...(during === undefined ? [] : ([[NEIGHBOUR, during]] as const)),
        ]);
        return { stdout: text.decode(result!.stdout), virtualNs: result!.virtualNs };
      },
      async prepareNeighbour(script) {
        await run([[NEIGHBOUR, script]]);
      },
      async counters() {
        const { members } = await network.record();
        const { counters } = members[0]!;
        if (counters.kind !== "guest") throw new Error("the guest is the first machine on the switch");
        return counters;
      },
      dispose: () => network.dispose(),
    };
  };
