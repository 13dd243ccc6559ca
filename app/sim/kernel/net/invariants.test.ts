import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SysError } from "../abi/errno";
import type { NetlinkRequest } from "../abi/netlink";
import { BridgeDevice } from "./devices/bridge";
import { VethDevice } from "./devices/veth";
import type { NetNamespace } from "./namespace";
import { procNetFiles } from "./proc-net";
import { sysNetDirectories, sysNetFiles } from "./sys-class-net";
import { TestNet } from "./test-net";

const name = fc.constantFrom("lo", "eth0", "dummy0", "d0", "v0", "v1", "br0", "br1");
const address = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 4 }))
  .map(([a, b]) => `10.0.${a}.${b}`);
const prefix = fc.constantFrom(16, 24, 32);
const request: fc.Arbitrary<NetlinkRequest> = fc.oneof(
  fc.record({
    type: fc.constant("link-add" as const),
    name,
    kind: fc.constantFrom("dummy", "bridge", "vlan"),
  }),
  fc.record({ type: fc.constant("link-add" as const), name, kind: fc.constant("veth"), peer: name }),
  fc.record({ type: fc.constant("link-delete" as const), name }),
  fc.record({
    type: fc.constant("link-set" as const),
    name,
    change: fc.oneof(
      fc.record({ up: fc.boolean() }),
      fc.record({ master: fc.oneof(name, fc.constant("")) }),
      fc.record({ name }),
      fc.record({ mtu: fc.integer({ min: 0, max: 70_000 }) }),
      fc.record({ netnsFd: fc.constantFrom(0, 1) }),
    ),
  }),
  fc.record({
    type: fc.constantFrom("address-add" as const, "address-delete" as const, "address-replace" as const),
    device: name,
    address,
    prefix,
  }),
  fc.record({
    type: fc.constantFrom("route-add" as const, "route-replace" as const, "route-delete" as const),
    to: fc.constantFrom("default", "10.9.0.0/16"),
    via: address,
  }),
  fc.record({
    type: fc.constant("route-add" as const),
    to: fc.constantFrom("10.8.0.0/16", "default"),
    device: name,
  }),
  fc.record({
    type: fc.constant("neighbour-replace" as const),
    device: name,
    address,
    mac: fc.constant("02:00:00:00:00:07"),
  }),
);

function check(nets: readonly NetNamespace[]): void {
  for (const net of nets) {
    const devices = net.allDevices();
    expect(new Set(devices.map((device) => device.name)).size).toBe(devices.length);
    expect(new Set(devices.map((device) => device.index)).size).toBe(devices.length);
    for (const device of devices) {
      expect(device.namespace).toBe(net);
      expect(device.gone).toBe(false);
      if (device instanceof VethDevice) expect(device.peer?.peer).toBe(device);
      if (device.port !== undefined) {
        expect(net.allDevices()).toContain(device.port.bridge);
        expect(device.port.bridge.ports).toContain(device.port);
      }
      if (device instanceof BridgeDevice)
        for (const port of device.ports) expect(port.device.port).toBe(port);
    }
    for (const route of net.fib.all())
      if (route.device !== undefined) {
        expect(devices).toContain(route.device);
        expect(route.device.up || route.scope === "host").toBe(true);
      }
    for (const entry of net.addresses.all()) {
      expect(devices).toContain(entry.device);
      expect(net.isLocalAddress(entry.address)).toBe(true);
    }
    for (const entry of net.neighbours.all()) expect(devices).toContain(entry.device);
    for (const show of Object.values(procNetFiles)) expect(show(net)).toMatch(/^$|\n$/);
    for (const device of devices) {
      expect(Object.keys(sysNetFiles(net, device.name)!)).toContain("operstate");
      expect(Object.keys(sysNetDirectories(net, device.name))).toContain("statistics");
    }
  }
}

describe("network namespaces", () => {
  it("stay consistent under any sequence of requests", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), request), { maxLength: 30 }), (steps) => {
        const test = new TestNet();
        const nets = [test.initial, test.namespace()];
        for (const [where, step] of steps) {
          try {
            test.ask(nets[where]!, step, nets);
          } catch (error) {
            if (!(error instanceof SysError)) throw error;
          }
          test.advance(1e6);
        }
        check(nets);
      }),
      { numRuns: 120 },
    );
  });

  it("give virtual devices up and cards back when they end", () => {
    const test = new TestNet();
    const net = test.namespace();
    net.hold();
    test.ask(test.initial, { type: "link-add", kind: "veth", name: "v0", peer: "v1", peerFd: 0 }, [net]);
    test.ask(test.initial, { type: "link-set", name: "eth0", change: { netnsFd: 0 } }, [net]);
    expect(test.initial.allDevices().map((device) => device.name)).toEqual(["lo", "dummy0", "v0"]);
    net.unhold();
    expect(test.initial.allDevices().map((device) => device.name)).toEqual(["lo", "dummy0", "eth0"]);
  });
});
