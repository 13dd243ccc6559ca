import { expect, test } from "vitest";
import { pageKinds } from "./page-kinds";

const full = (pages: number) => new Float64Array(pages).fill(7);
const line = (count: number, low: number) =>
  `${String(count).padStart(7)} ${low.toString(16).padStart(8, "0")} 00000000 `;
const flag = (...bits: number[]) => bits.reduce((sum, bit) => sum + 2 ** bit, 0);

const answer = `  00001000-00001fff : Kernel code\n  00002000-00002abc : Kernel rodata\n  00003000-00003fff : Kernel data\n\n${[
  line(4, 0),
  line(1, flag(10)),
  line(1, flag(5, 11, 12, 14)),
  line(1, flag(2, 3, 14)),
  line(1, flag(7)),
].join("\n")}\n`;

test("a page is what its guest says", () => {
  expect(pageKinds(full(8), answer)).toEqual([
    "kernelData",
    "kernelText",
    "kernelText",
    "kernelData",
    "free",
    "anonymous",
    "pageCache",
    "kernelData",
  ]);
});

test("zeros are told by the contents, and nothing else of a guest that cannot be asked", () => {
  const hashes = Float64Array.of(7, 0);
  expect(pageKinds(hashes, undefined)).toEqual(["unknown", "zero"]);
  expect(pageKinds(hashes, answer)[1]).toBe("zero");
});

test("an answer that says nothing is an error", () => {
  expect(() => pageKinds(full(1), "sh: hexdump: not found")).toThrow("did not say");
});
