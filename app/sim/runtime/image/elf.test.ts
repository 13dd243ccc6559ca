/** What executables are, of real files and of changed ones. */
import { closeSync, openSync, readSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "./bytes";
import { executableOf, describe as sentence, TRIPTYCH_MAGIC } from "./elf";

/** An ELF header with one program header: 32-bit little-endian i386 or 64-bit, by the System V ABI. */
function elf(wide: boolean, little: boolean, machine: number, interpreter?: string): Uint8Array {
  const bytes = new Uint8Array(256);
  bytes.set(bytesOf("\x7fELF"));
  bytes.set([wide ? 2 : 1, little ? 1 : 2, 1], 4);
  const view = new DataView(bytes.buffer);
  const word = (at: number, value: number) =>
    wide ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little);
  view.setUint16(16, 2, little);
  view.setUint16(18, machine, little);
  const start = wide ? 64 : 52;
  word(wide ? 32 : 28, start);
  view.setUint16(wide ? 54 : 42, wide ? 56 : 32, little);
  view.setUint16(wide ? 56 : 44, interpreter === undefined ? 0 : 1, little);
  if (interpreter === undefined) return bytes;
  view.setUint32(start, 3, little);
  word(start + (wide ? 8 : 4), 160);
  word(start + (wide ? 32 : 16), interpreter.length + 1);
  bytes.set(bytesOf(interpreter), 160);
  return bytes;
}

const say = (bytes: Uint8Array) => sentence(executableOf(bytes));

describe("an executable", () => {
  it.each([
    [
      elf(false, true, 3),
      "a 32-bit ELF program for Intel 80386 (i386), statically linked: its instructions need a real processor",
    ],
    [
      elf(true, true, 62, "/lib64/ld-linux-x86-64.so.2"),
      'for x86-64 (amd64), dynamically linked by "/lib64/ld-linux-x86-64.so.2": the lab\'s guest is an i386 machine',
    ],
    [elf(true, true, 183), "ARM 64-bit (aarch64)"],
    [elf(false, true, 40), "ARM 32-bit"],
    [elf(true, true, 243), "RISC-V"],
    [elf(true, false, 22, "/lib/ld64.so.1"), "IBM S/390 (s390x)"],
    [elf(true, true, 21), "ppc64le"],
    [elf(true, true, 9999), "machine 0x270f"],
    [bytesOf("#! /bin/sh -e x \necho"), 'a script for "/bin/sh -e x"'],
    [bytesOf(`${TRIPTYCH_MAGIC}busybox\n`), 'a program of the lab\'s simulated kernel ("busybox")'],
    [bytesOf("\x7fELF\x01"), "a damaged ELF file (its class or byte order is unknown)"],
    [bytesOf("hello"), "exec format error"],
    [new Uint8Array(0), "an empty file"],
  ])("case %#", (bytes, words) => {
    expect(say(bytes)).toContain(words);
  });

  it("gives the OCI word for the machine", () => {
    const found = executableOf(elf(true, true, 21));
    expect(found.kind === "elf" && found.elf.architecture).toBe("ppc64le");
  });

  it("that runs these tests is one", () => {
    const file = openSync(process.execPath, "r");
    const head = new Uint8Array(65536);
    readSync(file, head);
    closeSync(file);
    const node = executableOf(head);
    expect(node).toMatchObject({
      kind: "elf",
      elf: { bits: 64, architecture: process.arch === "x64" ? "amd64" : "arm64" },
    });
  });

  it("changed or cut off: an answer", () => {
    const flips = fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { maxLength: 10 });
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), flips, fc.nat(256), (wide, little, changes, length) => {
        const bytes = elf(wide, little, 3, "/lib/ld.so");
        for (const [at, value] of changes) bytes[at] = value;
        expect(say(bytes.subarray(0, length)).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
