import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BootRecord, GuestRecord, LabRun } from "../run/record";
import type { DiskInterface, MachineDevices, Medium } from "../vmm/devices";
import { checks } from ".";
import { boot, everyColumnRun, guest, runOf } from "./fixtures";
import { fewerWords, oneDevice } from "./lesson-11";
import { ioAnswers, reads, statLine } from "./lesson-11-fixtures";
import { blockStat } from "./lesson-11-guest";
import { ioMeasures } from "./lesson-11-measures";
import type { Check } from "./verdict";

const SECTORS_PER_MIB = 2048;

const CONTROLLER: Readonly<Record<DiskInterface, string>> = {
  "ide-pio": "ide0",
  "ide-dma": "ide0",
  "virtio-blk": "virtio-blk",
};

interface Disk {
  readonly exitsPerMib: number;
  readonly mib?: number;
  readonly requestKib?: number;
  readonly medium?: Medium;
  readonly devices?: Partial<MachineDevices>;
  readonly boot?: Partial<BootRecord>;
}

/** A guest whose disk has moved something since its prompt; until then its controller had taken 700 exits. */
function diskGuest(name: DiskInterface, disk: Disk, over: Partial<GuestRecord> = {}): GuestRecord {
  const { exitsPerMib, mib = 1, requestKib = 128, medium = "ssd" } = disk;
  const controller = CONTROLLER[name];
  const devices = { disk: { interface: name, medium, sizeBytes: 16 * 2 ** 20 }, ...disk.devices };
  return guest({
    boot: boot("vm", "direct", { devices, exits: reads(controller, 700), ...disk.boot }),
    exits: reads(controller, 700 + mib * exitsPerMib),
    probes: {
      disk: { stdout: statLine((1024 * mib) / requestKib, SECTORS_PER_MIB * mib), status: 0 },
    },
    ...over,
  });
}

const thousand = (between: string): string => Array.from({ length: 1000 }, (_, i) => i + 1).join(between);

/** A guest whose console has shown that and taken so many exits since its prompt. */
const sayingGuest = (
  name: MachineDevices["console"],
  console: string,
  exits: number,
  over: Partial<GuestRecord> = {},
): GuestRecord => {
  const device = name === "uart" ? "uart0" : "virtio-console";
  return guest({
    boot: boot("vm", "direct", { devices: { console: name }, exits: reads(device, 300) }),
    exits: reads(device, 300 + exits),
    console,
    ...over,
  });
};

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

const pio = diskGuest("ide-pio", { exitsPerMib: 291_000 });
const dma = diskGuest("ide-dma", { exitsPerMib: 234 }, { column: "vm2" });
const virtio = diskGuest("virtio-blk", { exitsPerMib: 18 }, { column: "vm2" });

describe("one-device", () => {
  test("passes with DMA or virtio beside PIO, in any order, with others between them, written or read", () => {
    for (const guests of [
      [pio, dma],
      [virtio, pio],
      [dma, guest(), virtio, pio],
      [diskGuest("ide-pio", { exitsPerMib: 291_000, mib: 4 }), virtio],
      [{ ...pio, state: "paused" as const }, virtio],
      [diskGuest("virtio-blk", { exitsPerMib: 900 }), virtio, pio],
    ])
      expect(oneDevice(runOf([], guests))).toEqual({
        passed: true,
        marks: ["cheap", "dear", "alone"].map((id) => ({ id, passed: true })),
      });
  });

  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["nothing runs", [], [], "nothing-running"],
    ["off", [{ ...virtio, state: "off" }], [], "nothing-running"],
    ["no disk", [guest({ boot: pio.boot!, probes: {} })], [], "no-disk"],
    ["too little", [diskGuest("virtio-blk", { exitsPerMib: 18, mib: 0.5 })], [], "not-moved"],
    ["nothing moved", [diskGuest("virtio-blk", { exitsPerMib: 0, mib: 0 })], [], "not-moved"],
    ["only the data port", [pio], [], "word-by-word"],
    ["twice the data port", [pio, { ...pio, column: "vm2" }], [], "word-by-word"],
    [
      "small requests on virtio",
      [diskGuest("virtio-blk", { exitsPerMib: 512, requestKib: 4 }), pio],
      [],
      "small-requests",
    ],
    ["nothing to compare with", [virtio], ["cheap"], "nothing-to-compare"],
    ["DMA beside virtio", [dma, { ...virtio, column: "vm" }], ["cheap", "alone"], "both-cheap"],
    ["the same disk twice", [virtio, { ...virtio, column: "vm" }], ["cheap", "alone"], "both-cheap"],
    [
      "another console as well",
      [pio, diskGuest("virtio-blk", { exitsPerMib: 18, devices: { console: "virtio-console" } })],
      ["cheap", "dear"],
      "more-than-one",
    ],
    [
      "another medium",
      [pio, diskGuest("virtio-blk", { exitsPerMib: 18, medium: "ram" })],
      ["cheap", "dear"],
      "more-than-one",
    ],
    [
      "another image",
      [pio, diskGuest("virtio-blk", { exitsPerMib: 18, boot: { image: "tern" } })],
      ["cheap", "dear"],
      "more-than-one",
    ],
    [
      "many small requests against few large ones",
      [diskGuest("ide-dma", { exitsPerMib: 6656, requestKib: 4 }), virtio],
      ["cheap", "dear"],
      "other-requests",
    ],
  ])("%s", (_, guests, marks, code) => {
    const run = runOf([], guests);
    expect(passedIds(oneDevice, run)).toEqual(marks);
    expect(oneDevice(run).hint?.code).toBe(code);
  });

  test("what a machine has anyway is no difference, and hints name what differs", () => {
    const spelled = diskGuest("virtio-blk", { exitsPerMib: 18, devices: { console: "uart", net: "ne2k" } });
    expect(oneDevice(runOf([], [pio, spelled])).passed).toBe(true);
    const other = diskGuest("virtio-blk", {
      exitsPerMib: 18,
      medium: "hdd",
      devices: { clock: "hypervisor" },
    });
    expect(oneDevice(runOf([], [pio, other])).hint?.values).toEqual({ parts: "medium, clock" });
  });

  test("exits of the boot do not count, nor those of another device", () => {
    const busy = { ...virtio, exits: { ...virtio.exits, uart0: { reads: 90_000, writes: 1 } } };
    expect(oneDevice(runOf([], [pio, busy])).passed).toBe(true);
  });
});

describe("fewer-words", () => {
  const said = `# seq -s ' ' 1 1000\r\n${thousand(" ")}\r\n# `;

  test("passes for the whole text with few exits, whatever is between the numbers and around them", () => {
    for (const console of [said, thousand("\r\n"), `# x\r\n${thousand(" ")} # `, `# ${said}${said}`])
      expect(
        fewerWords(runOf([], [sayingGuest("uart", said, 4600), sayingGuest("virtio-console", console, 120)])),
      ).toEqual({
        passed: true,
        marks: ["text", "few"].map((id) => ({ id, passed: true })),
      });
  });

  const off: GuestRecord = sayingGuest("virtio-console", said, 120, { state: "off" });
  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["nothing runs", [], [], "nothing-running"],
    ["it has been switched off", [off], [], "nothing-running"],
    ["nothing said", [sayingGuest("virtio-console", "# ", 0)], [], "no-text"],
    ["a number is missing", [sayingGuest("virtio-console", said.replace(" 500 ", " "), 90)], [], "no-text"],
    ["it goes on", [sayingGuest("virtio-console", `${thousand(" ")}0`, 90)], [], "no-text"],
    ["through the 8250", [sayingGuest("uart", said, 4600)], ["text"], "byte-by-byte"],
    ["a write for each number", [sayingGuest("virtio-console", said, 2100)], ["text"], "small-writes"],
    [
      "one has the text, another few exits",
      [sayingGuest("virtio-console", "# ", 3), sayingGuest("uart", said, 4600, { column: "vm2" })],
      ["text"],
      "byte-by-byte",
    ],
  ])("%s", (_, guests, marks, code) => {
    const run = runOf([], guests);
    expect(passedIds(fewerWords, run)).toEqual(marks);
    expect(fewerWords(run).hint?.code).toBe(code);
  });
});

describe("measures", () => {
  const valuesOf = (run: LabRun) =>
    Object.fromEntries(Object.entries(ioMeasures).map(([id, measure]) => [id, measure(run)?.value]));

  test("a transfer is what is left without the same script that moves nothing", () => {
    expect(valuesOf(everyColumnRun())).toMatchObject({
      "io-pio-exits": 304_182,
      "io-pio-interrupts": 2304,
      "io-pio-instructions": 10_000_000,
      "io-pio-ms": 470,
      "io-pio-rest-ms": 13.727,
      "io-pio-share": 97.1,
      "io-virtio-exits": 18,
      "io-virtio-requests": 9,
      "io-virtio-bytes": 2304 * 512,
      "io-virtio-interrupts": 9,
      "io-pc-text": 4624,
      "io-honest-text": 4,
      "io-honest-packets": 128,
    });
  });

  test("without the script that moves nothing, or its counters, there is no figure", () => {
    const { "io-pio-nothing": _, ...others } = ioAnswers;
    expect(valuesOf({ ...runOf([]), answers: others })["io-pio-exits"]).toBeUndefined();
    const uncounted = { ...ioAnswers, "io-pio-read": { stdout: "", status: 0 } };
    expect(valuesOf({ ...runOf([]), answers: uncounted })["io-pio-exits"]).toBeUndefined();
    const silent = { ...ioAnswers, "io-pio-read": { ...ioAnswers["io-pio-read"]!, stdout: "" } };
    expect(valuesOf({ ...runOf([]), answers: silent })["io-pio-interrupts"]).toBeUndefined();
  });

  test("the kernel's line: reads and writes together; anything else is refused", () => {
    expect(blockStat("  19  0  4616  9  2  0  8  0  0  0  9  0")).toEqual({
      requests: 21,
      bytes: 4624 * 512,
    });
    for (const line of ["", "1 2 3", "a 0 0 0 0 0 0 0 0 0 0", `${"9".repeat(400)} ${statLine(1, 1)}`])
      expect(blockStat(line)).toBeUndefined();
  });
});

test("both checks keep their promises on any mixture of machines", () => {
  const number = fc.constantFrom(0, 0.5, 1, 20, 234, 6656, 291_000);
  const disk = fc
    .record({
      name: fc.constantFrom("ide-pio" as const, "ide-dma" as const, "virtio-blk" as const),
      exitsPerMib: number,
      mib: fc.constantFrom(0, 0.5, 1, 4),
      requestKib: fc.constantFrom(4, 128),
      medium: fc.constantFrom("ram" as const, "ssd" as const),
    })
    .map(({ name, ...of }) => diskGuest(name, of));
  const saying = fc
    .record({
      name: fc.constantFrom("uart" as const, "virtio-console" as const),
      exits: number,
      text: fc.oneof(fc.string(), fc.constant(thousand(" "))),
    })
    .map(({ name, exits, text }) => sayingGuest(name, text, exits));
  fc.assert(
    fc.property(fc.array(fc.oneof(disk, saying), { maxLength: 4 }), (guests) => {
      for (const name of ["one-device", "fewer-words"]) {
        const { check, marks, hints } = checks[name]!;
        const verdict = check(runOf([], guests));
        expect(verdict.marks.map(({ id }) => id)).toEqual(marks);
        expect(verdict.passed).toBe(verdict.hint === undefined);
        if (verdict.hint !== undefined)
          expect(Object.keys(verdict.hint.values)).toEqual(hints[verdict.hint.code]);
      }
    }),
  );
});
