/** Two guests that share memory through the PCI device 1AF4:1110, in lockstep. */
import { expect, it } from "vitest";
import { defaultLink } from "@/app/sim/figures/network";
import type { Guest } from "../guest";
import { LocalGuest } from "../local";
import { MARK_PORT, Mark } from "../v86/boot";
import { nextTurn, readyLinux, tinyConfig } from "../v86/machine.test-kit";
import { nodeParts } from "../v86/node-parts";
import { MEMORY_ADDRESS, REGISTERS_ADDRESS } from "../v86/shared-memory-device";
import { tinyGuest, x86 } from "../v86/tiny-guest";
import { NetworkLab } from "./lab";

const STATUS = REGISTERS_ADDRESS + 4;
const DOORBELL = REGISTERS_ADDRESS + 12;
const RESULT = 0x200000;
const SIZE = 8192;

const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
const loadEax = (address: number): number[] => [0xa1, ...word(address)];
/** Until the register is not 0: test eax, eax; jz back to the load. */
const waitFor = (register: number): number[] => [...loadEax(register), 0x85, 0xc0, 0x74, 0xf7];
/** Says that it is up, and is then busy until the lab has taken it over. */
const begin = [
  ...x86.movEdx(MARK_PORT),
  ...x86.movEax(Mark.ready),
  ...x86.outDxAl,
  ...x86.movEcx(2_000_000),
  ...x86.countDown,
];

const sharedMemory = { sizeBytes: SIZE };

async function pair(first: readonly number[], second: readonly number[]) {
  const guests: Guest[] = [];
  const network = new NetworkLab({
    seed: 1,
    createGuest: async (config, files) => {
      const guest = await LocalGuest.create(await nodeParts(), config, files, nextTurn);
      guests.push(guest);
      return guest;
    },
  });
  for (const [id, code] of [
    ["first", first],
    ["second", second],
  ] as const)
    await network.addGuest(
      id,
      { ...tinyConfig, ready: "mark", devices: { sharedMemory } },
      { multiboot: tinyGuest([...begin, ...code, ...x86.jumpToSelf]) },
      defaultLink,
    );
  const result = async (guest: number): Promise<number> => {
    const bytes = await guests[guest]!.readMemory(RESULT, 4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  };
  return { network, result };
}

const send = (value: number) => [
  ...x86.movEax(value),
  ...x86.storeEax(MEMORY_ADDRESS + SIZE - 4),
  ...x86.storeEax(DOORBELL),
];
const receive = [...waitFor(STATUS), ...loadEax(MEMORY_ADDRESS + SIZE - 4), ...x86.storeEax(RESULT)];

it("hears the doorbell, finds what was written before it, and answers", async () => {
  const run = async () => {
    const { network, result } = await pair(
      [...send(0x12345678), ...receive],
      [...receive, ...send(0x0badcafe)],
    );
    network.shareMemory("first", "second");
    // A guest that polls a register makes 25,000 exits before v86 looks at the time again.
    await network.advance(200e6);
    const record = await network.record();
    const answer = [await result(0), await result(1), record];
    network.dispose();
    return answer;
  };
  const [first, second, record] = await run();
  expect([first, second]).toEqual([0x0badcafe, 0x12345678]);
  expect(await run()).toEqual([first, second, record]);
});

it("stays on its side as long as nobody shares it", async () => {
  const { network, result } = await pair([...send(0x12345678)], receive);
  await network.advance(200e6);
  expect(await result(1)).toBe(0);
  network.dispose();
});

it("is shared by two guests that have it, once", async () => {
  const { network } = await pair([], []);
  expect(() => network.shareMemory("first", "first")).toThrow("two guests");
  expect(() => network.shareMemory("first", "second", 10)).toThrow("at least 1000 whole ns");
  network.shareMemory("first", "second");
  expect(() => network.shareMemory("second", "first")).toThrow("already");
  network.dispose();
});

it("is found by Linux on its PCI bus, where it is", async () => {
  const guest = await readyLinux({ via: "direct", devices: { sharedMemory } });
  const { stdout } = await guest.exec(
    "cd /sys/bus/pci/devices/0000:00:13.0; cat vendor device class; head -n 3 resource",
    { timeoutNs: 10e9 },
  );
  expect(new TextDecoder().decode(stdout).split("\n").slice(0, 6)).toEqual([
    "0x1af4",
    "0x1110",
    "0x050000",
    "0x00000000f0000000 0x00000000f00000ff 0x0000000000040200",
    "0x0000000000000000 0x0000000000000000 0x0000000000000000",
    "0x00000000f4000000 0x00000000f4001fff 0x0000000000040200",
  ]);
});
