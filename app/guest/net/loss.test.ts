/** A lossy cable between two real guests: TCP sends again what was lost, and the file arrives whole. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultLink } from "@/app/sim/figures/network";
import type { NetworkLab } from "./lab";
import { networkOf, output } from "./network.test-kit";

const FILE_BYTES = 65_536;
const LOSS = 0.1;

describe("two real guests, one of them behind a cable that loses a tenth of all frames", () => {
  let network: NetworkLab;

  beforeAll(async () => {
    network = await networkOf(["vm", "pv"]);
    await output(network, "pv", `head -c ${FILE_BYTES} /bin/busybox > /tmp/f; httpd -p 80 -h /tmp`);
  }, 180_000);
  afterAll(() => network.dispose());

  const sentAgain = async (): Promise<number> => {
    const [names, values] = (await output(network, "pv", "grep ^Tcp: /proc/net/snmp")).trim().split("\n");
    const column = names!.split(" ").indexOf("RetransSegs");
    return Number(values!.split(" ")[column]);
  };
  const lostFrames = async (): Promise<number> => {
    const { members } = await network.record();
    return members.reduce((sum, { port }) => sum + port.sent.lost + port.received.lost, 0);
  };
  const fetch = () => output(network, "vm", "wget -q -O - http://10.0.0.2/f | md5sum");

  it("a fetch completes, byte by byte, because the sender's kernel sends segments again", async () => {
    const file = await output(network, "pv", "md5sum < /tmp/f");
    expect(await fetch()).toBe(file);
    expect([await lostFrames(), await sentAgain()]).toEqual([0, 0]);

    await network.setLink("vm", { ...defaultLink, loss: LOSS });
    expect(await fetch()).toBe(file);
    expect(await lostFrames()).toBeGreaterThan(0);
    expect(await sentAgain()).toBeGreaterThan(0);
  }, 180_000);
});
