/** The program neighbour in the Linux guest: its driver for memory that is shared, and the same in datagrams. That each path repeats: `npm run soak -- 5 pingpong`. */
import { afterEach, describe, expect, it } from "vitest";
import { accessesEach, exitsEach, pingPongOf } from "@/app/sim/net/ping-pong";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import { NEIGHBOUR_PATHS, type NeighbourPath } from "./neighbours";
import { interpretedNetworkLab } from "./network.test-kit";
import { playPath } from "./play-path";

const TRIPS = { rounds: 20, bytes: 64, everyUs: 50 };

const play = (path: NeighbourPath) => playPath(path, TRIPS, undefined, interpretedNetworkLab());

let lab = interpretedNetworkLab();
afterEach(() => lab.dispose());

const pathNamed = (id: string) => NEIGHBOUR_PATHS.find((one) => one.id === id)!;

async function neighbours(id: string) {
  lab = interpretedNetworkLab();
  const path = pathNamed(id);
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
  it("cost an NE2000 ten times the exits of virtio-net, the same again, and come back over a cable that loses some", async () => {
    const each = [];
    for (const id of ["ne2k", "virtio-net"]) {
      const path = await neighbours(id);
      const done = await lab.together(path.scripts(TRIPS));
      each.push(exitsEach(pingPongOf(done)!));
      if (id === "ne2k") {
        lab.dispose();
        expect(await play(path)).toEqual(done);
      }
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

describe("between Linux and a unikernel", () => {
  it("a number comes back through memory, for the unikernel is woken by the doorbell, and runs repeat", async () => {
    const path = pathNamed("shared-unikernel");
    const done = await play(path);
    const trips = pingPongOf(done)!;
    expect(trips).toMatchObject({ rounds: 20, bytes: 0, frames: 0 });
    expect(done.turns).toBe(2 * 21);
    // A round: the doorbell's status, the question, the answer, the bell back, and the call that waits.
    expect(done.machines.b!.exits).toEqual({
      mmio: { reads: 2 * 21, writes: 2 * 21 },
      hypervisor: { reads: 21, writes: 0 },
    });
    expect(await play(path)).toEqual(done);
  }, 180_000);

  it("an echo comes back over virtio-net", async () => {
    const path = pathNamed("virtio-net-unikernel");
    const done = await play(path);
    const trips = pingPongOf(done)!;
    expect(trips).toMatchObject({ rounds: 21, bytes: 64 });
    expect(done.machines.b!.sent.frames).toBeGreaterThanOrEqual(21);
    expect(Object.keys(done.machines.b!.exits!).sort()).toEqual(["hypervisor", "virtio-net"]);
  }, 180_000);

  it("scripts are refused by the one that is one program, and so is what no such guest has", async () => {
    lab = interpretedNetworkLab();
    const { setup } = pathNamed("virtio-net-unikernel");
    await lab.load(setup);
    await expect(lab.exec("b", "true")).rejects.toThrow("b is one program and runs no scripts");
    const [linux, program] = setup.machines;
    const withProgram = (more: object) =>
      lab.load({ ...setup, machines: [linux!, { ...program!, ...more }] } as typeof setup);
    await expect(withProgram({ script: "true" })).rejects.toThrow("runs no script");
    await expect(withProgram({ program: { image: "linux" } })).rejects.toThrow("no program without an");
    await expect(withProgram({ program: { image: "nobody" } })).rejects.toThrow("There is no guest image");
  }, 180_000);
});

it("gives a VM the devices that its setup asks for", async () => {
  const { setup, scripts } = pathNamed("virtio-net-unikernel");
  const vm = {
    ...setup.machines[0]!,
    kind: "vm",
    neighbour: false,
    devices: { net: "virtio-net", clock: "hypervisor" },
  } as const;
  lab = interpretedNetworkLab();
  await lab.load({ ...setup, machines: [vm, setup.machines[1]!] });
  const { exits = {} } = (await lab.together(scripts(TRIPS))).machines.a!;
  expect(exits["virtio-net"]!.writes).toBeGreaterThan(0);
  expect(exits).not.toHaveProperty("ne2k");
}, 180_000);

it("repeats over the simulated kernel's bridge", async () => {
  const path = pathNamed("simulated-bridge");
  expect(await play(path)).toEqual(await play(path));
}, 180_000);

it("refuses a setup whose memory is shared with a machine that is no real guest", async () => {
  lab = interpretedNetworkLab();
  const host = { id: "h", name: "Host", kind: "container", address: "10.0.0.3" } as const;
  const { setup } = pathNamed("shared-pv");
  for (const shared of [
    ["a", "h"],
    ["a", "a"],
    ["a", "nobody"],
  ] as const)
    await expect(
      lab.load({ ...setup, machines: [...setup.machines, host], shared: [...shared] }),
    ).rejects.toThrow("two real guests of the setup are expected");
});
