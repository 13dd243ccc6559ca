/** The lab of a lesson about neighbours, with machines that are quick to build. */
import { afterEach, describe, expect, test } from "vitest";
import { createNodeNetworkLab } from "@/app/guest/net/live-node";
import { networkSetup } from "@/app/guest/net/setup";
import { NetworkLessonLab } from "./network-lab";

const machine = (id: string, address: string) => ({ id, name: id, kind: "container" as const, address });
const setup = (name: string) =>
  networkSetup.parse({ name, machines: [machine("one", "10.0.0.1"), machine("two", "10.0.0.2")] });

const scenario = {
  id: "test",
  networks: [
    { id: "first", network: setup("First") },
    { id: "second", network: setup("Second") },
  ],
};

const network = createNodeNetworkLab();
afterEach(() => network.pause().catch(() => {}));

describe("a lesson's network", () => {
  test("keeps exchanges under their names while another network takes the place of the first", async () => {
    const lab = new NetworkLessonLab(network, scenario);
    expect((await lab.record()).network).toBeUndefined();
    await lab.open();
    await lab.perform([
      { do: "cable", machine: "one", delayUs: 500 },
      { do: "together", as: "kept", scripts: { one: "ping -c 1 10.0.0.2", two: "echo hello" } },
      { do: "together", scripts: { two: "exit 3" } },
    ]);
    const { network: run, keptExchanges } = await lab.record();
    expect(run).toMatchObject({ setup: "First", seed: 1 });
    expect(run!.exchanges.map(({ machines }) => machines.two!.answer!.status)).toEqual([0, 3]);
    const kept = keptExchanges!.kept!;
    expect(kept).toEqual(run!.exchanges[0]);
    expect(kept.machines.two!.answer).toMatchObject({ stdout: "hello\n" });
    // Four frames: who has the address, it is mine, there, and back.
    expect([kept.machines.one!.sent.frames, kept.machines.one!.received.frames]).toEqual([2, 2]);
    expect(kept.virtualNs).toBeGreaterThan(4 * 500_000);

    const again = lab.again();
    await again.perform([{ do: "load", setup: "second" }]);
    expect(await again.record()).toMatchObject({
      network: { setup: "Second", exchanges: [] },
      keptExchanges: { kept },
    });
  });

  test("refuses what belongs to another lab, and set-ups and machines that it has not", async () => {
    const lab = new NetworkLessonLab(network, scenario);
    await lab.perform([{ do: "load", setup: "first" }]);
    await expect(lab.perform([{ do: "boot", column: "vm" }])).rejects.toThrow("has no column vm");
    await expect(lab.perform([{ do: "switch-on", machine: "one" }])).rejects.toThrow("cannot switch-on");
    await expect(lab.perform([{ do: "load", setup: "third" }])).rejects.toThrow("no set-up third");
    await expect(lab.perform([{ do: "together", scripts: { three: "true" } }])).rejects.toThrow(
      "there is no machine three",
    );
    expect((await lab.record()).network?.exchanges).toEqual([]);
  });
});
