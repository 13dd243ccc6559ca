/** The registers of the shared memory device, and what it tells the neighbour. */
import { expect, it } from "vitest";
import type { SharedChange } from "../guest";
import type { V86Cpu } from "./contract";
import {
  MEMORY_ADDRESS,
  packChange,
  REGISTERS_ADDRESS,
  SharedMemoryDevice,
  unpackChange,
} from "./shared-memory-device";

interface Window {
  readonly read8: (address: number) => number;
  readonly write8: (address: number, value: number) => void;
  readonly read32: (address: number) => number;
  readonly write32: (address: number, value: number) => void;
}

/** The device in a processor that only has what the device needs. */
function plugged(sizeBytes = 4096) {
  const windows = new Map<number, Window>();
  const state = { raised: false, nowNs: 0 };
  const cpu = {
    io: {
      mmap_register(at: number, _: number, ...[read8, write8, read32, write32]: Window[keyof Window][]) {
        windows.set(at, { read8, write8, read32, write32 } as Window);
      },
    },
    devices: {
      pci: {
        register_device: () => {},
        raise_irq: () => {
          state.raised = true;
        },
        lower_irq: () => {
          state.raised = false;
        },
      },
    },
  } as unknown as V86Cpu;
  const told: SharedChange[] = [];
  const device = new SharedMemoryDevice(
    cpu,
    sizeBytes,
    () => state.nowNs,
    (change) => told.push(change),
  );
  // v86 hands out addresses as signed numbers.
  const registers = windows.get(REGISTERS_ADDRESS)!;
  const memory = windows.get(MEMORY_ADDRESS)!;
  return {
    device,
    state,
    told,
    readRegister: (at: number) => registers.read32((REGISTERS_ADDRESS + at) | 0),
    writeRegister: (at: number, value: number) => registers.write32((REGISTERS_ADDRESS + at) | 0, value),
    read: (at: number) => memory.read32((MEMORY_ADDRESS + at) | 0),
    write: (at: number, value: number) => memory.write32((MEMORY_ADDRESS + at) | 0, value),
    read8: (at: number) => memory.read8((MEMORY_ADDRESS + at) | 0),
  };
}

it("raises its interrupt while the doorbell was rung and the mask lets it through; reading the status ends that", () => {
  const { device, state, readRegister, writeRegister } = plugged();
  expect(device.receive({ kind: "doorbell" }, 0)).toBe(false);
  expect(state.raised).toBe(false);
  writeRegister(0, 1);
  expect(state.raised).toBe(true);
  expect([readRegister(4), readRegister(4)]).toEqual([1, 0]);
  expect(state.raised).toBe(false);
  expect(device.receive({ kind: "doorbell" }, 0)).toBe(true);
  expect(state.raised).toBe(true);
});

it("tells the neighbour of what is written inside of its memory, and of its doorbell", () => {
  const { told, read, read8, write, writeRegister } = plugged(5000);
  write(8188, 0xfedcba98 | 0);
  write(8192, 7);
  write(8189, 7);
  writeRegister(12, 0);
  expect(told).toEqual([
    { kind: "write", offset: 8188, bytes: Uint8Array.of(0x98, 0xba, 0xdc, 0xfe) },
    { kind: "doorbell" },
  ]);
  expect([read(8188), read8(8191), read8(8192)]).toEqual([0xfedcba98 | 0, 0xfe, 0]);
});

it("shows the later write of both, and goes on from a saved state", () => {
  const { device, state, read, write, writeRegister } = plugged();
  state.nowNs = 10;
  write(0, 1);
  device.receive({ kind: "write", offset: 0, bytes: Uint8Array.of(9, 9) }, 5);
  expect(read(0)).toBe(1);
  device.receive({ kind: "write", offset: 0, bytes: Uint8Array.of(9, 9) }, 15);
  expect(read(0)).toBe(0x909);
  writeRegister(0, 1);
  const other = plugged();
  other.device.load(JSON.parse(JSON.stringify(device.save())));
  expect(other.read(0)).toBe(0x909);
  other.device.receive({ kind: "write", offset: 0, bytes: Uint8Array.of(1) }, 14);
  expect(other.read(0)).toBe(0x909);
  expect(other.device.receive({ kind: "doorbell" }, 16)).toBe(true);
});

it("packs what happened into an input and back", () => {
  const write: SharedChange = { kind: "write", offset: 70_000, bytes: Uint8Array.of(1, 2, 3, 4) };
  expect(unpackChange(packChange(write, 123_456_789_012))).toEqual({
    change: write,
    writtenNs: 123_456_789_012,
  });
  expect(unpackChange(packChange({ kind: "doorbell" }, 5))).toEqual({
    change: { kind: "doorbell" },
    writtenNs: 5,
  });
});
