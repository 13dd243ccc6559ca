/** The program neighbour in the Linux guest: its driver for memory that is shared, and the same in datagrams. */
import { afterEach, describe, expect, it } from "vitest";
import { accessesEach, exitsEach, pingPongOf } from "@/app/sim/net/ping-pong";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import type { LiveNetworkLab } from "./live";
import { createNodeNetworkLab } from "./live-node";
import { NEIGHBOUR_PATHS } from "./neighbours";

const TRIPS = { rounds: 20, bytes: 64, everyUs: 50 };

let lab: LiveNetworkLab;
afterEach(() => lab.dispose());

async function neighbours(id: string) {
  lab = createNodeNetworkLab();
  const path = NEIGHBOUR_PATHS.find((one) => one.id === id)!;
  await lab.load(path.setup);
  return path;
}

const answerOf = ({ machines }: NetworkExchange, machine: string) => machines[machine]!.answer!;

describe("through memory that is shared", () => {
  it("comes back unchanged, between VMs, and nothing touches a card", async () => {
    const path = await neighbours("shared-vm");
    const done = await lab.together(path.scripts(TRIPS));
    const trips = pingPongOf(done)!;
    expect(trips).toMatchObject({ rounds: 20, bytes: 64, frames: 0 });
    expect(done.turns).toBe(2 * 21);
    expect(answerOf(done, "b")).toMatchObject({ stdout: "neighbour: 20 rounds answered\n", status: 0 });
    expect(Object.keys(trips.exits).sort()).toEqual(["mmio", "pit"]);
    // Each way: 16 words of data in and out, their number of bytes, the message's own number.
    expect(accessesEach(trips)).toBeGreaterThanOrEqual(2 * (16 + 1 + 1 + 16 + 1));
  }, 180_000);

  it("hands words over between PV guests, rings for who wants to be woken, and says what is wrong", async () => {
    await neighbours("shared-pv");
    const said = await lab.together({
      a: "neighbour say shared 'good morning' ring=1",
      b: "neighbour hear shared every=100",
    });
    expect(answerOf(said, "b").stdout).toBe("good morning\n");
    const alone = await lab.exec("a", "neighbour ping shared every=1000");
    expect(alone).toMatchObject({
      stderr: "neighbour: no answer: does the neighbour run pong?\n",
      status: 1,
    });
    const nobody = await lab.exec("a", "su -s /bin/sh nobody -c 'neighbour ping shared'");
    expect(nobody.stderr).toContain("resource0 cannot be opened: only root may map a device");
    for (const wrong of ["ping", "ping shared every=0", "ping udp to=10.0.0.256", "pong pigeon"])
      expect((await lab.exec("a", `neighbour ${wrong}`)).stderr).toContain("usage: neighbour");
  }, 180_000);
});

describe("in datagrams", () => {
  it("cost an NE2000 ten times the exits of virtio-net, and come back over a cable that loses some", async () => {
    const each = [];
    for (const id of ["ne2k", "virtio-net"]) {
      const path = await neighbours(id);
      each.push(exitsEach(pingPongOf(await lab.together(path.scripts(TRIPS)))!));
      if (id === "ne2k") lab.dispose();
    }
    expect(each[0]).toBeGreaterThan(10 * each[1]!);
    await lab.setCable("a", { loss: 0.2 });
    const done = await lab.together(NEIGHBOUR_PATHS[1]!.scripts(TRIPS));
    expect(answerOf(done, "a").stdout).toMatch(
      /^neighbour: 20 rounds of 64 bytes, .* [1-9]\d* sent again\n$/,
    );
    expect(done.machines.a!.lost).toBeGreaterThan(0);
  }, 180_000);
});

it("refuses a setup whose memory is shared with a machine that is no real guest", async () => {
  lab = createNodeNetworkLab();
  const host = { id: "h", name: "Host", kind: "container", address: "10.0.0.3" } as const;
  const { setup } = NEIGHBOUR_PATHS.find(({ id }) => id === "shared-pv")!;
  for (const shared of [
    ["a", "h"],
    ["a", "a"],
    ["a", "nobody"],
  ] as const)
    await expect(
      lab.load({ ...setup, machines: [...setup.machines, host], shared: [...shared] }),
    ).rejects.toThrow("two real guests of the setup are expected");
});
