/** A saved machine whose overlay is damaged is refused while nothing of the running one has been replaced. */
import { expect, it } from "vitest";
import { Machine } from "../machine";
import { tinyConfig } from "../machine.test-kit";
import { nodeParts } from "../node-parts";
import { StateError } from "../state";
import { tinyGuest, x86 } from "../tiny-guest";

const PLACE = 0x5000;
const CLUSTER = 65536;
const disk = { interface: "virtio-blk", medium: "ssd", sizeBytes: 1 << 20, chain: "empty" } as const;

it.each<[string, number, number, RegExp]>([
  ["its header", 0, 4, /the disk in the saved state cannot be used: own/],
  ["its refcounts", 2 * CLUSTER, CLUSTER, /damaged in 4 places/],
])("is refused with %s destroyed, and the machine is as it was", async (_, at, length, words) => {
  const files = { multiboot: tinyGuest([...x86.haltForEver]), layers: [] };
  const machine = await Machine.create(
    await nodeParts(),
    { ...tinyConfig, devices: { disk } },
    files,
    () => {},
  );
  const state = machine.snapshot();
  const damaged = new Uint8Array(state.slice(0));
  const overlay = Buffer.from(damaged.buffer).lastIndexOf("QFI\xfb", undefined, "latin1");
  damaged.fill(0, overlay + at, overlay + at + length);
  machine.writeMemory(PLACE, Uint8Array.of(7));
  expect(() => machine.restore(damaged.buffer)).toThrow(StateError);
  expect(() => machine.restore(damaged.buffer)).toThrow(words);
  expect(machine.memory()[PLACE]).toBe(7);
  machine.restore(state);
  expect(machine.memory()[PLACE]).toBe(0);
});
