import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SysError } from "../abi/errno";
import { kernfsHash } from "./kernfs-order";
import {
  listText,
  memoryBytes,
  memoryPages,
  numberList,
  signed32,
  signed64,
  stripped,
  unsigned64,
} from "./numbers";

const code = (run: () => unknown): string => {
  try {
    return String(run());
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
};

describe("numbers as the guest reads them", () => {
  it.each([
    ["5", "5"],
    ["5\n", "5"],
    ["5\n\n", "EINVAL"],
    [" 5", "EINVAL"],
    ["5 ", "EINVAL"],
    ["0x10", "16"],
    ["010", "8"],
    ["08", "EINVAL"],
    ["+7", "7"],
    ["-1", "EINVAL"],
    ["", "EINVAL"],
    ["1.5", "EINVAL"],
    ["99999999999999999999", "ERANGE"],
  ])("kstrtoull of %j is %s", (text, wanted) => {
    expect(code(() => unsigned64(text))).toBe(wanted);
  });

  it.each([
    ["-1", "-1"],
    ["2147483647", "2147483647"],
    ["2147483648", "ERANGE"],
    ["-2147483649", "ERANGE"],
    ["abc", "EINVAL"],
    ["--1", "EINVAL"],
  ])("kstrtoint of %j is %s", (text, wanted) => {
    expect(code(() => signed32(text))).toBe(wanted);
  });

  it.each([
    ["1M", "256"],
    ["1k", "0"],
    ["4097", "1"],
    ["", "0"],
    ["max", "Infinity"],
    ["-1", "EINVAL"],
    ["1.5M", "EINVAL"],
    ["1KB", "EINVAL"],
    ["0x100000", "256"],
    ["8T", "Infinity"],
    ["7T", "1879048192"],
    ["010", "0"],
    ["99999999999999999999999", "Infinity"],
    ["4096 8192", "EINVAL"],
  ])("memory %j is %s pages", (text, wanted) => {
    expect(code(() => memoryPages(text, "max"))).toBe(wanted);
  });

  it.each([
    ["0-2,4", "0,1,2,4"],
    ["4,0", "0,4"],
    ["all", "0,1,2,3,4,5,6,7"],
    ["6-N", "6,7"],
    ["0-7:1/4", "0,4"],
    [",", ""],
    ["8", "ERANGE"],
    ["0-8", "ERANGE"],
    ["0-", "EINVAL"],
    ["3-1", "EINVAL"],
    ["abc", "EINVAL"],
    ["-1", "EINVAL"],
  ])("cores %j are %s", (text, wanted) => {
    expect(code(() => numberList(text, 8))).toBe(wanted);
  });

  it("a list of cores survives being printed and read", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(63)), (cores) => {
        const sorted = [...cores].sort((a, b) => a - b);
        expect(numberList(listText(sorted), 64)).toEqual(sorted);
      }),
    );
  });

  it("any text gives a number in range or EINVAL or ERANGE", () => {
    const readers = [unsigned64, signed64, signed32, memoryBytes, (text: string) => numberList(text, 4)];
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."0123456789xXkKmMaAlLnN-+,:/ \n\t") }),
    );
    fc.assert(
      fc.property(text, (input) => {
        for (const read of readers) {
          const answer = code(() => read(input));
          expect(answer === "EINVAL" || answer === "ERANGE" || /^(-?\d+(e\+\d+)?|[\d,]*)$/.test(answer)).toBe(
            true,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it("decimal numbers are themselves", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(signed32(`${value}\n`)).toBe(value);
        expect(signed64(stripped(` ${value} \n`))).toBe(value);
      }),
    );
  });

  it("names hash in the order in which the guest lists a cgroup", () => {
    const names = ["memory.swap.current", "cpuset.mems", "cpu.stat", "pids.max", "cgroup.controllers", "k"];
    const hashes = names.map(kernfsHash);
    expect(hashes).toEqual([...hashes].sort((a, b) => a - b));
  });
});
