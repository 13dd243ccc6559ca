/** The live network lab, in this thread and behind its messages. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPcap } from "@/app/sim/net/pcap.test-kit";
import { nodeImages } from "../lab/node";
import { text } from "../v86/machine.test-kit";
import type { NetworkLabApi } from "./api";
import { CONTAINER_ADDRESS, DEFAULT_NETWORK } from "./default-setup";
import { LiveNetworkLab, type NetworkEnvironment } from "./live";
import { createNodeNetworkLab } from "./live-node";
import type { NetworkSetupInput } from "./setup";
import { type NetworkScope, serveNetwork } from "./worker/entry";
import type { FromNetwork, ToNetwork } from "./worker/messages";
import { RemoteNetworkLab } from "./worker/remote";

const open: NetworkLabApi[] = [];
afterAll(() => {
  for (const lab of open) lab.dispose();
});

function kept<L extends NetworkLabApi>(lab: L): L {
  open.push(lab);
  return lab;
}

const host = (id: string, address: string) =>
  ({ id, name: `Host ${id}`, kind: "container", address, memoryMiB: 64 }) as const;
/** Quick to build: two simulated machines. */
const TWO_HOSTS: NetworkSetupInput = {
  name: "Two",
  machines: [host("a", "10.0.0.1"), host("b", "10.0.0.2")],
};

/** What a machine's console shows from now on. */
function screenOf(lab: NetworkLabApi, machine: string): { text(): string } {
  const parts: Uint8Array[] = [];
  lab.onConsole(machine, { bytes: (bytes) => parts.push(bytes), reset: () => parts.splice(0) });
  return { text: () => parts.map(text).join("") };
}

async function until(lab: NetworkLabApi, so: () => boolean): Promise<void> {
  while (!so()) await lab.step(5e6);
}

const exitsOf = (lab: NetworkLabApi, machine: string, device: string): number => {
  const counters = lab.state().view!.machines.find(({ id }) => id === machine)!.counters;
  const exits = counters.kind === "guest" ? counters.exits[device] : undefined;
  return exits === undefined ? 0 : exits.reads + exits.writes;
};

describe("a VM, a PV guest and a container", () => {
  const lab = kept(createNodeNetworkLab());
  beforeAll(() => lab.load(DEFAULT_NETWORK), 120_000);

  it("begins with all of them up, and says what they are", () => {
    const { status, view } = lab.state();
    expect(status).toBe("ready");
    expect(view!.machines.map(({ kind, address }) => [kind, address])).toEqual([
      ["vm", "10.0.0.1"],
      ["pv", "10.0.0.2"],
      ["container", "10.0.0.3"],
    ]);
    expect(view!.machines[2]!.containers).toEqual([
      { name: "web", status: "running", address: CONTAINER_ADDRESS },
    ]);
  });

  it.each([
    ["vm", "ne2k"],
    ["pv", "virtio-net"],
  ])("lets one type a ping of the container into the %s", async (machine, card) => {
    const screen = screenOf(lab, machine);
    const before = exitsOf(lab, machine, card);
    lab.type(machine, new TextEncoder().encode(`ping -c 1 ${CONTAINER_ADDRESS}\n`));
    await until(lab, () => screen.text().includes("round-trip"));
    expect(screen.text()).toContain("1 packets received");
    expect(exitsOf(lab, machine, card)).toBeGreaterThan(before);
    const { frames, addresses, machines } = lab.state().view!;
    const { mac, address } = machines.find(({ id }) => id === machine)!;
    expect(addresses).toContainEqual(expect.objectContaining({ mac, port: machine === "vm" ? 0 : 1 }));
    const echoes = frames.filter(({ source, destination }) => [source, destination].includes(address));
    expect(echoes.map(({ source, text: words }) => [source, words])).toEqual(
      expect.arrayContaining([
        [address, "echo request, sequence 0"],
        [CONTAINER_ADDRESS, "echo reply, sequence 0"],
      ]),
    );
  });

  it("lets the container fetch from the VM, typed on its host, and the PV guest from the container", async () => {
    const screen = screenOf(lab, "host");
    lab.type("host", new TextEncoder().encode("docker exec web wget -q -O - http://10.0.0.1/\n"));
    await until(lab, () => screen.text().includes("Hello from the VM"));
    const { stdout } = await lab.exec("pv", `wget -q -O - http://${CONTAINER_ADDRESS}/`);
    expect(stdout).toBe("Hello from the container\n");
  });

  it("costs the VM many times the exits of the PV guest for the same pings", async () => {
    const exits = async (machine: string, card: string) => {
      const before = exitsOf(lab, machine, card);
      await lab.exec(machine, `ping -c 5 ${CONTAINER_ADDRESS}`);
      return exitsOf(lab, machine, card) - before;
    };
    expect(await exits("vm", "ne2k")).toBeGreaterThan(20 * (await exits("pv", "virtio-net")));
  });

  it("gives its capture as a file, and itself as a record", async () => {
    const { view, answers, kind } = await lab.record();
    expect(kind).toBe("network");
    expect(answers.map(({ machine }) => machine)).toEqual(["pv", "vm", "pv"]);
    const { frames } = readPcap(await lab.capture());
    expect(frames).toHaveLength(view.capture.frames);
    expect(view.frames.at(-1)!.number).toBe(frames.length);
  });
});

describe("a live network", () => {
  it("stands until it plays, and after a pause", async () => {
    const lab = kept(createNodeNetworkLab());
    await lab.load(TWO_HOSTS);
    const { nowNs } = lab.state().view!;
    await lab.step(10e6);
    const steppedNs = lab.state().view!.nowNs;
    expect(steppedNs - nowNs).toBeGreaterThanOrEqual(10e6);
    expect(steppedNs - nowNs).toBeLessThan(11e6);
    lab.play("fast");
    const { stdout } = await lab.exec("a", "sleep 1; echo woken");
    expect(stdout).toBe("woken\n");
    expect(lab.state().playing).toBe("fast");
    await lab.pause();
    const stoodNs = lab.state().view!.nowNs;
    expect(stoodNs - steppedNs).toBeGreaterThanOrEqual(1e9);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await lab.record()).view.nowNs).toBe(stoodNs);
  });

  it("leaves the processor alone while nothing is due", async () => {
    let nowMs = 0;
    let turns = 0;
    const environment: NetworkEnvironment = {
      images: nodeImages(),
      createGuest: () => Promise.reject(new Error("there are no guests here")),
      wallMs: () => nowMs,
      nextTurn: () => {
        turns++;
        nowMs += 0.1;
        return new Promise((resolve) => setImmediate(resolve));
      },
      soon: (callback, notBeforeMs) =>
        void setImmediate(() => {
          nowMs += notBeforeMs;
          callback();
        }),
    };
    const lab = kept(new LiveNetworkLab(environment));
    await lab.load(TWO_HOSTS);
    await lab.step(1e9);
    const beganMs = nowMs;
    turns = 0;
    lab.play("interactive");
    while (nowMs < beganMs + 10_000) await new Promise((resolve) => setImmediate(resolve));
    await lab.pause();
    expect(turns).toBeLessThan(200);
    turns = 0;
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(turns).toBe(0);
    expect(lab.state().view!.nowNs).toBeGreaterThan(9e9);
  });

  it("has cables that can be changed, and refuses those that cannot be", async () => {
    const lab = kept(createNodeNetworkLab());
    await lab.load(TWO_HOSTS);
    const lost = async () =>
      /(\d+)% packet loss/.exec((await lab.exec("a", "ping -c 3 10.0.0.2")).stdout)![1];
    expect(await lost()).toBe("0");
    await lab.setCable("b", { loss: 1 });
    expect(await lost()).toBe("100");
    await lab.setCable("b", { loss: 0, bitsPerSecond: 10e9, delayNs: 1_000_000 });
    const { cable, port } = lab.state().view!.machines[1]!;
    expect(cable).toMatchObject({ loss: 0, bitsPerSecond: 10e9, delayNs: 1_000_000 });
    expect(port.received.lost).toBeGreaterThan(0);
    const slow = (await lab.exec("a", "ping -c 1 10.0.0.2")).stdout;
    expect(Number(/min\/avg\/max = ([\d.]+)/.exec(slow)![1])).toBeGreaterThan(2);
    await expect(lab.setCable("b", { delayNs: 1 })).rejects.toThrow("at least 1000 whole ns");
    await expect(lab.setCable("b", { loss: 2 })).rejects.toThrow("between 0 and 1");
    await expect(lab.setCable("c", { loss: 0 })).rejects.toThrow("there is no machine c; there are a, b");
  });

  it("refuses a setup it cannot use, and says where", async () => {
    const lab = kept(createNodeNetworkLab());
    const twice = { name: "Twice", machines: [host("a", "10.0.0.1"), host("a", "10.0.0.2")] };
    await expect(lab.load(twice)).rejects.toThrow("two machines have the same name: machines");
    const hostile = { name: "Hostile", machines: [host("a", "10.0.0.1; reboot")] };
    await expect(lab.load(hostile)).rejects.toThrow("machines.0.address");
    const failing = {
      name: "Failing",
      machines: [{ ...host("a", "10.0.0.1"), script: "echo no >&2; exit 3" }],
    };
    await expect(lab.load(failing)).rejects.toThrow("The script of Host a ended with 3: no");
    expect(lab.state()).toMatchObject({ status: "empty", error: { where: "machine a" } });
    await lab.load(TWO_HOSTS);
    expect(lab.state()).toMatchObject({ status: "ready", error: undefined });
  });
});

/** A worker whose messages are copied, as between threads. */
function inWorker(): RemoteNetworkLab {
  let toPage: (message: FromNetwork) => void = () => {};
  const scope: NetworkScope = {
    onmessage: null,
    postMessage: (message) => {
      const copy = structuredClone(message);
      setImmediate(() => toPage(copy));
    },
  };
  serveNetwork(scope, {
    images: nodeImages(),
    createGuest: () => Promise.reject(new Error("there are no guests here")),
    wallMs: () => performance.now(),
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    soon: (callback) => void setImmediate(callback),
  });
  return new RemoteNetworkLab({
    postMessage: (message: ToNetwork) => {
      const data = structuredClone(message);
      setImmediate(() => scope.onmessage?.({ data }));
    },
    onMessage: (listener) => {
      toPage = listener;
    },
    onError: () => {},
    terminate: () => {},
  });
}

describe("a network in a worker", () => {
  it("is worked with as one in this thread", async () => {
    const lab = kept(inWorker());
    const screen = screenOf(lab, "a");
    await lab.load(TWO_HOSTS);
    expect(lab.state()).toMatchObject({ status: "ready", setup: { name: "Two" } });
    lab.type("a", new TextEncoder().encode("echo $((6 * 7))\n"));
    lab.play("interactive");
    await expect.poll(() => screen.text()).toContain("42");
    await lab.pause();
    expect(lab.state().playing).toBeUndefined();
    const { stdout, status } = await lab.exec("a", "ping -c 1 10.0.0.2 > /dev/null && echo reached");
    expect({ stdout, status }).toEqual({ stdout: "reached\n", status: 0 });
    expect(readPcap(await lab.capture()).frames.length).toBe(lab.state().view!.capture.frames);
    const both = await lab.together({ a: "echo one", b: "echo two >&2; exit 4" });
    expect(both.machines.a!.answer).toMatchObject({ stdout: "one\n", status: 0 });
    expect(both.machines.b!.answer).toMatchObject({ stderr: "two\n", status: 4 });
    expect(both.machines.a!.calls).toBeGreaterThan(0);
    expect(lab.state().exchanges).toEqual([both]);
    await expect(lab.together({ c: "true" })).rejects.toThrow("there is no machine c; there are a, b");
    await expect(lab.load({ ...TWO_HOSTS, machines: [] })).rejects.toMatchObject({
      where: "machines",
      whatToDo: "Correct that field.",
    });
  });
});
