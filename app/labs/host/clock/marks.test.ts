import { expect, test } from "vitest";
import type { RunMark } from "@/app/sim/host/view";
import { markText, placeMarks } from "./marks";

const mark = (atNs: number, kind: RunMark["kind"]): RunMark => ({ atNs, kind, text: "", instance: "web" });

test("marks far apart stand alone, at their place in the run", () => {
  const placed = placeMarks([mark(0, "started"), mark(5e9, "oom")], 10e9);
  expect(placed.map(({ at, kind }) => [at, kind])).toEqual([
    [0, "started"],
    [50, "oom"],
  ]);
});

test("of many in one place the gravest is seen, and the others are counted", () => {
  const crowd = [mark(5e9, "input"), mark(5e9 + 1, "oom"), mark(5e9 + 2, "stopped")];
  const [placed, ...others] = placeMarks(crowd, 10e9);
  expect(others).toEqual([]);
  expect(placed).toMatchObject({ kind: "oom", title: expect.stringContaining("2 more") });
});

test("however many there are, they stay few", () => {
  const crowd = Array.from({ length: 10_000 }, (_, i) => mark(i * 1e6, "input"));
  expect(placeMarks(crowd, 10e9).length).toBeLessThan(200);
  expect(placeMarks(crowd, 0)).toEqual([]);
});

test("a mark in words: when, what, to whom", () => {
  expect(markText({ atNs: 1.5e9, kind: "oom", text: "killed by memory.max", instance: "web" })).toBe(
    "1.500 000 s, out of memory, web, killed by memory.max",
  );
});
