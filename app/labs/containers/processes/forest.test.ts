import { expect, test } from "vitest";
import { BOX_PID, crowd, handMade, INITIAL, processOf } from "../fixtures";
import { commandText, forestOf, insideOf, pidDepths } from "./forest";

const parents = new Map<number, number | undefined>([
  [INITIAL.pid, undefined],
  [BOX_PID, INITIAL.pid],
]);

test("the host sees all, with its own numbers", () => {
  const { roots, total, omitted } = forestOf(handMade, 0, 100);
  expect([total, omitted]).toEqual([5, 0]);
  expect(roots.map(({ number }) => number)).toEqual([1]);
  expect(roots[0]!.children[0]!.children[0]!.children[0]!.number).toBe(14);
});

test("from inside there are only those inside, with their numbers there", () => {
  const inside = insideOf(handMade, BOX_PID, parents);
  const depth = pidDepths(handMade).get(BOX_PID)!;
  const { roots } = forestOf(inside, depth, 100);
  expect(roots.map(({ pid, number }) => [pid, number])).toEqual([[14, 1]]);
  expect(roots[0]!.children.map(({ pid, number }) => [pid, number])).toEqual([[15, 2]]);
});

test("a namespace below another is seen from it, not the other way round", () => {
  const deep = 4026532200;
  const nested = [
    ...handMade,
    processOf(20, 15, { numbers: [20, 3, 1], namespaces: { ...INITIAL, pid: deep } }),
  ];
  const known = new Map([...parents, [deep, BOX_PID] as const]);
  expect(insideOf(nested, BOX_PID, known).map(({ pid }) => pid)).toEqual([14, 15, 20]);
  expect(insideOf(nested, deep, known).map(({ pid }) => pid)).toEqual([20]);
  expect(forestOf(insideOf(nested, BOX_PID, known), 1, 9).roots[0]!.children[0]!.children[0]!.number).toBe(3);
});

test("of a crowd only the first are kept, and the rest is counted", () => {
  const { roots, total, omitted } = forestOf(crowd(2000), 0, 150);
  expect(total).toBe(2000);
  expect(1 + roots[0]!.children.length + omitted).toBe(2000);
  expect(roots[0]!.children).toHaveLength(149);
});

test("a process without arguments is shown as ps shows it", () => {
  expect(commandText({ comm: "kthreadd", args: "" })).toBe("[kthreadd]");
  expect(commandText({ comm: "sh", args: "-sh" })).toBe("-sh");
  expect(commandText({ comm: "httpd", args: "/bin/httpd -f" })).toBe("/bin/httpd -f");
  expect(commandText({ comm: "sleep", args: "/bin/busybox sleep 9" })).toBe("{sleep} /bin/busybox sleep 9");
});
