import fc from "fast-check";
import { expect, it } from "vitest";
import { compare } from "./compare";

const answer = (stdout: string, stderr = "", status: number | null = 0) => ({ stdout, stderr, status });

it("finds the first line that differs", () => {
  expect(compare(answer("a\nb\nc\n"), answer("a\nX\nY\n"), [])).toEqual({
    what: "stdout",
    line: 2,
    real: "b\n",
    simulated: "X\n",
  });
  expect(compare(answer("a\n"), answer("a\nb\n"), [])).toEqual({
    what: "stdout",
    line: 2,
    real: null,
    simulated: "b\n",
  });
});

it("sees a missing newline, stderr, and the status", () => {
  expect(compare(answer("a\n"), answer("a"), [])).toMatchObject({ line: 1, real: "a\n", simulated: "a" });
  expect(compare(answer("a", "x"), answer("a", "y"), [])).toMatchObject({ what: "stderr", line: 1 });
  expect(compare(answer("", "", 1), answer("", "", null), [])).toEqual({
    what: "status",
    line: 0,
    real: "1",
    simulated: "time ran out",
  });
});

it("substitutes only what the script has declared", () => {
  const [real, simulated] = [answer("uts:[1] uts:[1]"), answer("uts:[7] uts:[7]")];
  expect(compare(real, simulated, [])).toBeDefined();
  expect(compare(real, simulated, ["inode"])).toBeUndefined();
  expect(compare(real, answer("uts:[7] uts:[8]"), ["inode"])).toBeDefined();
});

it("answers are equal exactly if their bytes and status are", () => {
  const bytes = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\xff"), maxLength: 6 });
  const status = fc.constantFrom(0, 1, null);
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, status, status, (o1, o2, e1, e2, s1, s2) => {
      const same = o1 === o2 && e1 === e2 && s1 === s2;
      expect(compare(answer(o1, e1, s1), answer(o2, e2, s2), []) === undefined).toBe(same);
    }),
  );
});
