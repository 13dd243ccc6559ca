/** Real guests and a simulated kernel on one switch. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPcap } from "@/app/sim/net/pcap.test-kit";
import { NetworkError, type NetworkLab } from "./lab";
import { networkOf, output } from "./network.test-kit";
import { addMachine } from "./node";

/** Of each guest's file, a quarter MiB. */
const FILE_BYTES = 262_144;
const FILE = `head -c ${FILE_BYTES} /bin/busybox`;
const PING = /(\d+) packets transmitted, (\d+) packets received/;

const answered = (pings: string): string[] => PING.exec(pings)!.slice(1);

describe("two real guests and a container on a switch", () => {
  let network: NetworkLab;

  beforeAll(async () => {
    network = await networkOf(["vm", "pv", "container"]);
    await output(network, "vm", `cd /tmp; ${FILE} > f; httpd -p 80 -h /tmp`);
    await output(network, "pv", `cd /tmp; ${FILE} > f; httpd -p 80 -h /tmp`);
    await output(
      network,
      "container",
      `mkdir /www; head -c 65536 /bin/busybox > /www/f; docker run -d -p 80:80 -v /www:/www busybox httpd -f -p 80 -h /www`,
    );
  }, 180_000);
  afterAll(() => network.dispose());

  it("ping each other, with an NE2000 and with virtio-net", async () => {
    expect(answered(await output(network, "vm", "ping -c 2 10.0.0.2"))).toEqual(["2", "2"]);
    expect(answered(await output(network, "pv", "ping -c 2 10.0.0.1"))).toEqual(["2", "2"]);
    const { members } = await network.record();
    expect(members.map(({ mac }) => mac)).toEqual([1, 2, 3].map((port) => `02:54:52:00:00:0${port}`));
    expect(await output(network, "vm", "cat /proc/net/arp")).toContain(members[1]!.mac);
  });

  it("ping the machine of the containers, and are pinged from inside one", async () => {
    for (const guest of ["vm", "pv"])
      expect(answered(await output(network, guest, "ping -c 2 10.0.0.3"))).toEqual(["2", "2"]);
    const inside = "docker run --rm busybox sh -c 'ping -c 2 10.0.0.1; ping -c 2 10.0.0.2'";
    const pings = await output(network, "container", inside);
    expect(pings.match(/2 packets received/g)).toHaveLength(2);
  });

  const fetched = (address: string) => `wget -q -O - http://${address}/f | md5sum`;

  it("fetch from each other, byte by byte, at the cost of what their cards are", async () => {
    const [vmFile, pvFile] = [
      await output(network, "vm", "md5sum < /tmp/f"),
      await output(network, "pv", "md5sum < /tmp/f"),
    ];
    const before = await exits(network);
    expect(await output(network, "vm", fetched("10.0.0.2"))).toBe(pvFile);
    const after = await exits(network);
    expect(await output(network, "pv", fetched("10.0.0.1"))).toBe(vmFile);
    const last = await exits(network);
    // Up to four bytes an access; against a few notifications.
    expect(after.ne2k - before.ne2k).toBeGreaterThan(FILE_BYTES / 4);
    expect(after.virtio - before.virtio).toBeLessThan(1_500);
    expect(last.ne2k - after.ne2k).toBeGreaterThan(FILE_BYTES / 4);
    expect(last.virtio - after.virtio).toBeLessThan(1_500);
    // Nothing waits in front of a card that has room again.
    const [, rttMs] = /time=([\d.]+) ms/.exec(await output(network, "vm", "ping -c 1 10.0.0.2"))!;
    expect(Number(rttMs)).toBeLessThan(1);
  }, 180_000);

  it("fetch from a container through its published port, and a container from them", async () => {
    for (const guest of ["vm", "pv"]) await output(network, guest, "head -c 65536 /bin/busybox > /tmp/f");
    const file = await output(network, "container", "md5sum < /www/f");
    for (const guest of ["vm", "pv"]) expect(await output(network, guest, fetched("10.0.0.3"))).toBe(file);
    for (const [guest, address] of [
      ["vm", "10.0.0.1"],
      ["pv", "10.0.0.2"],
    ] as const) {
      const inside = `docker run --rm busybox sh -c '${fetched(address)}'`;
      expect(await output(network, "container", inside)).toBe(
        await output(network, guest, "md5sum < /tmp/f"),
      );
    }
  }, 180_000);

  it("leave nothing unaccounted for", async () => {
    const { members, capture } = await network.record();
    const sum = (of: (port: (typeof members)[number]["port"]) => number) =>
      members.reduce((total, { port }) => total + of(port), 0);
    expect(capture.frames + capture.missed).toBe(sum(({ sent }) => sent.frames));
    expect(readPcap(network.capture()).frames).toHaveLength(capture.frames);
    for (const { counters, port } of members) {
      if (counters.kind !== "guest") continue;
      const { net } = counters;
      expect(net!.sentFrames).toBe(port.sent.frames + port.sent.queueFull + port.sent.lost);
      expect(net!.receivedFrames + net!.notListening + net!.queueFull + net!.invalid).toBe(
        port.received.frames,
      );
    }
  });
});

async function exits(network: NetworkLab): Promise<{ ne2k: number; virtio: number }> {
  const { members } = await network.record();
  const of = (member: number, device: string): number => {
    const counters = members[member]!.counters;
    const { reads, writes } = (counters.kind === "guest" ? counters.exits[device] : undefined) ?? {
      reads: 0,
      writes: 0,
    };
    return reads + writes;
  };
  return { ne2k: of(0, "ne2k"), virtio: of(1, "virtio-net") };
}

describe("a network's run", () => {
  const HEAD = "head -c 65536 /bin/busybox > /tmp/f; httpd -p 80 -h /tmp";

  async function run(workers: boolean, portions: readonly number[]): Promise<string> {
    const network = await networkOf(["vm", "pv", "container"], { workers, jit: "never" });
    const told = [await output(network, "pv", HEAD)];
    for (const ns of portions) await network.advance(ns);
    const results = await network.execAll([
      ["vm", "wget -q -O - http://10.0.0.2/f | md5sum; ping -c 1 10.0.0.3; cat /proc/net/dev"],
      ["container", "ping -c 1 10.0.0.1; wget -q -O - http://10.0.0.2/f | md5sum"],
    ]);
    const decoder = new TextDecoder();
    told.push(...results.map(({ stdout, stderr }) => decoder.decode(stdout) + decoder.decode(stderr)));
    const record = JSON.stringify([told, await network.record(), readPcap(network.capture()).frames]);
    network.dispose();
    return record;
  }

  it("is the same again, with its guests in workers, and in whatever portions its time goes by", async () => {
    const first = await run(false, [30e6]);
    expect(await run(true, [1e6, 1, 9_999_999, 12_345_678, 6_654_322])).toBe(first);
  }, 180_000);
});

describe("a network refuses", () => {
  it("two machines of one name, an unknown one, and cables that take no time", async () => {
    const network = await networkOf(["container"]);
    await expect(network.exec("vm", "true")).rejects.toThrow("there is no machine vm; there are container");
    await expect(addMachine(network, "container", { kind: "vm" })).rejects.toThrow(NetworkError);
    const link = { delayNs: 0.5, bitsPerSecond: 1e9, queueFrames: 1, loss: 0 };
    await expect(addMachine(network, "vm", { kind: "vm", link })).rejects.toThrow("at least 1000 whole ns");
    const twice = [["container", "true"] as const, ["container", "true"] as const];
    await expect(network.execAll(twice)).rejects.toThrow("one script at a time");
  });

  it("to be driven twice at once", async () => {
    const network = await networkOf(["container"]);
    const first = network.advance(1e6);
    await expect(network.advance(1e6)).rejects.toThrow("wait for what was asked");
    await first;
  });
});
