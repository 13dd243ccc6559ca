/** The hypervisor's calls take nothing on trust: whatever a guest asks, it gets an answer, and only its own memory changes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REG32 } from "./contract";
import { engineOf, tinyMachine } from "./machine.test-kit";
import { answerPvCall, PV_PORT, type PvHost } from "./pv-calls";
import { x86 } from "./tiny-guest";
import { virtioPorts } from "./virtio-ports";

const RAM_BYTES = 4096;
const AROUND = 64;
const [EAX, ECX, EBX, ESI, EDI] = [0, 1, 3, 6, 7];
const Command = { write: 1, read: 2, virtio: 3, date: 4, block: 5, shutdown: 6, shared: 7 };

function hypervisor(typed = "") {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const at = 8192;
  const around = new Uint8Array(memory.buffer, at - AROUND, RAM_BYTES + 2 * AROUND);
  const heard = { console: "", block: 0, shutdown: -1 };
  let waiting = new TextEncoder().encode(typed);
  const host: PvHost = {
    ram: () => new Uint8Array(memory.buffer, at, RAM_BYTES),
    consoleWrite: (bytes) => {
      heard.console += new TextDecoder("latin1").decode(bytes);
    },
    consoleRead: (room) => {
      const given = waiting.slice(0, room);
      waiting = waiting.slice(room);
      return given;
    },
    virtio: (type, index) =>
      type === 1 && index === 0
        ? { common: 0xc800, notify: 0xc900, isr: 0xc700, device: 0xc600, notifyMultiplier: 2 }
        : undefined,
    sharedWindow: () => ({ registers: 0xf0000000, memory: 0xf4000000, bytes: 65536 }),
    dateMs: () => 1_767_225_600_250.5,
    block: (untilNs) => {
      heard.block = untilNs;
    },
    shutdown: (status) => {
      heard.shutdown = status;
    },
  };
  const registers = new Int32Array(memory.buffer, REG32, 8);
  const call = (command: number, { b = 0, c = 0, address = 0, length = 0 } = {}): number => {
    registers[EAX!] = command;
    registers[EBX!] = b;
    registers[ECX!] = c;
    registers[ESI!] = address;
    registers[EDI!] = length;
    return answerPvCall(memory, host);
  };
  return { call, heard, registers, ram: host.ram(), around };
}

describe("the hypervisor's calls", () => {
  it("move text both ways in one call", () => {
    const { call, heard, ram } = hypervisor("typed\n");
    ram.set(new TextEncoder().encode("hello"), 100);
    expect(call(Command.write, { address: 100, length: 5 })).toBe(5);
    expect(heard.console).toBe("hello");
    expect(call(Command.read, { address: 200, length: 4 })).toBe(4);
    expect(new TextDecoder().decode(ram.subarray(200, 205))).toBe("type\0");
    expect(call(Command.read, { address: 200, length: 100 })).toBe(2);
    expect(call(Command.read, { address: 200, length: 100 })).toBe(0);
  });

  it("tell where devices are, what the date is, and pass on waits and ends", () => {
    const { call, heard, registers } = hypervisor();
    expect(call(Command.virtio, { b: 1 })).toBe(0xc800 | (0xc900 << 16));
    expect([registers[EBX!], registers[ECX!]]).toEqual([0xc700 | (0xc600 << 16), 2]);
    expect(call(Command.virtio, { b: 2 })).toBe(0);
    expect(call(Command.shared) >>> 0).toBe(0xf0000000);
    expect([registers[EBX!]! >>> 0, registers[ECX!]]).toEqual([0xf4000000, 65536]);
    expect(call(Command.date)).toBe(1_767_225_600);
    expect(registers[EBX!]).toBe(250_500_000);
    call(Command.block, { b: 7, c: 1 });
    expect(heard.block).toBe(2 ** 32 + 7);
    call(Command.shutdown, { b: 3 });
    expect(heard.shutdown).toBe(3);
  });

  it("refuse every buffer that leaves memory and every command that is none, and write nowhere else", () => {
    const word = fc.oneof(
      fc.nat(RAM_BYTES + 10),
      fc.nat(0xffffffff),
      fc.constantFrom(0xffffffff, 0x80000000),
    );
    fc.assert(
      fc.property(fc.oneof(fc.nat(8), word), word, word, word, word, (command, b, c, address, length) => {
        const { call, around, heard } = hypervisor("x".repeat(3 * RAM_BYTES));
        const answer = call(command, { b, c, address, length });
        expect(around.subarray(0, AROUND).every((byte) => byte === 0)).toBe(true);
        expect(around.subarray(AROUND + RAM_BYTES).every((byte) => byte === 0)).toBe(true);
        const moves = command === Command.write || command === Command.read;
        if (moves) expect(answer).toBe(address + length > RAM_BYTES ? -1 : length);
        if (moves && answer === -1) expect(heard.console).toBe("");
        if (command === 0 || command > Command.shared) expect(answer).toBe(-1);
      }),
    );
  });
});

describe("a machine", () => {
  const say = [
    ...x86.movEax(1),
    ...x86.movEdx(PV_PORT),
    ...x86.movEsi(0x100000),
    ...x86.movEdi(4),
    ...x86.inEaxDx,
  ];
  const shutDown = (status: number) => [
    0xbb,
    status,
    0,
    0,
    0,
    ...x86.movEax(6),
    ...x86.inEaxDx,
    ...x86.jumpToSelf,
  ];

  it("answers them on the PV track, each as one exit, and ends when it is told to", async () => {
    const { machine, events, run } = await tinyMachine([...say, ...shutDown(0)], { track: "pv" });
    run(5);
    expect(machine.status).toBe("halted");
    expect(machine.counters().exits).toEqual({ hypervisor: { reads: 2, writes: 0 } });
    expect(events.find(({ type }) => type === "console")).toMatchObject({
      bytes: Uint8Array.of(0x02, 0xb0, 0xad, 0x1b), // the multiboot header
    });
  });

  it("that ends itself with a status has crashed", async () => {
    const { machine, run } = await tinyMachine([...x86.movEdx(PV_PORT), ...shutDown(9)], { track: "pv" });
    run(5);
    expect(machine.crash).toMatchObject({
      reason: "kernel panic",
      message: "It ended itself with status 9.",
    });
  });

  it("without a hypervisor does not answer them", async () => {
    const { machine, run } = await tinyMachine([...say, ...shutDown(0)], { track: "vm" });
    run(5);
    expect(machine.status).toBe("on");
  });

  it("is woken from a wait at its deadline", async () => {
    const until = 3_000_000;
    const wait = [0xbb, until & 255, (until >> 8) & 255, until >> 16, 0, ...x86.movEcx(0), ...x86.movEax(5)];
    const waits = await tinyMachine([...x86.movEdx(PV_PORT), ...wait, ...x86.inEaxDx, 0xf4, ...shutDown(0)], {
      track: "pv",
    });
    waits.run(2);
    expect(waits.machine.status).toBe("on");
    waits.run(5);
    expect(waits.machine.status).toBe("halted");
    expect(waits.machine.nowNs).toBeGreaterThanOrEqual(until);
    expect(waits.machine.nowNs).toBeLessThan(until + 1_500_000);
  });

  it("has its virtio network card where the calls say that it is", async () => {
    const { machine } = await tinyMachine([...x86.jumpToSelf], { track: "pv" });
    const { cpu } = engineOf(machine);
    const ports = virtioPorts(cpu, 1, 0)!;
    for (const port of [ports.common, ports.notify, ports.isr, ports.device])
      expect((cpu.io.ports[port]!.device as { name?: string }).name).toBe("virtio-net");
    expect(virtioPorts(cpu, 1, 1)).toBeUndefined();
    expect(virtioPorts(cpu, 2, 0)).toBeUndefined();
  });
});
