import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLONE, MNT, MS } from "../abi/flags";
import { allCosts, costOf, extraCost, makeCosts, partCost } from "./costs";
import { NAMESPACE_FLAGS } from "./part-entries";
import { row } from "./rows";

const SYS = fileURLToPath(new URL("../sys/", import.meta.url));

/** The names that the kernel's calls go by: the first argument of each `this.call("name", …)` and `this.interruptible`. */
const namesInKernel = (): string[] =>
  readdirSync(SYS)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => [
      ...readFileSync(join(SYS, file), "utf8").matchAll(/this\.(?:call|interruptible)\(\s*"([a-z_0-9]+)",/g),
    ])
    .map((match) => match[1]!);

describe("costs", () => {
  it("have one entry an id, a count that is not negative, and rows that exist", () => {
    const ids = allCosts().map(({ id }) => id);
    expect(ids).toHaveLength(new Set(ids).size);
    for (const { id, instructions, origin } of allCosts()) {
      expect(instructions, id).toBeGreaterThanOrEqual(0);
      const rows = origin.kind === "measured" ? [origin.row] : origin.kind === "derived" ? origin.rows : [];
      expect(rows.length, id).toBeGreaterThan(0);
      for (const name of rows) expect(row(name).id).toBe(name);
      if (origin.kind === "derived") expect(origin.because.length, id).toBeGreaterThan(20);
    }
  });

  it("know every call of the kernel", () => {
    const known = new Set(allCosts().map(({ id }) => id));
    const names = namesInKernel();
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it("of a call are those of its row; of a name without an entry, those of the null call", () => {
    expect(costOf("getpid")).toBe(row("getpid").instructions);
    expect(costOf("io_uring_setup")).toBe(costOf("getpid"));
    expect(costOf("constructor")).toBe(costOf("getpid"));
  });

  it("of clone are the fork's and its namespaces'", () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(NAMESPACE_FLAGS)), (names) => {
        const flags = names.reduce((sum, name) => sum | NAMESPACE_FLAGS[name]!, 0);
        const sum = names.reduce((total, name) => total + row(`unshare.${name}`).instructions, 0);
        expect(Math.abs(costOf("clone", { flags }) - costOf("clone") - sum)).toBeLessThanOrEqual(1);
      }),
    );
    expect(costOf("unshare", { flags: CLONE.NEWNET })).toBeGreaterThan(100 * costOf("unshare"));
  });

  it("of a mount depend on what is mounted and how", () => {
    expect(costOf("mount", { type: "proc" })).toBe(Math.round(row("mount.proc").instructions));
    expect(costOf("mount", { type: "proc", flags: MS.BIND })).toBe(
      Math.round(row("mount.bind").instructions),
    );
    expect(costOf("mount", { flags: MS.REMOUNT | MS.BIND })).toBe(
      Math.round(row("mount.remount").instructions),
    );
    expect(costOf("mount", { type: "overlay", count: 8 })).toBe(
      Math.round(row("mount.overlay.8").instructions),
    );
    expect(costOf("mount", { type: "ext2" })).toBe(costOf("mount", { type: "tmpfs" }));
    expect(costOf("mount") + extraCost("mount", { type: "proc" })).toBe(costOf("mount", { type: "proc" }));
    expect(costOf("umount", { type: "proc", flags: MNT.DETACH })).toBe(row("umount.detach").instructions);
  });

  it("grow with bytes, pages and components, and are whole", () => {
    const calls = fc.constantFrom(
      "read",
      "write",
      "copy",
      "clone",
      "munmap",
      "openat",
      "getdents64",
      "sendto",
    );
    const size = fc.nat({ max: 1 << 24 });
    fc.assert(
      fc.property(calls, size, size, (call, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const cost = (n: number) => costOf(call, { bytes: n, pages: n, components: 3 + n, count: n });
        expect(Number.isSafeInteger(cost(less))).toBe(true);
        expect(cost(more)).toBeGreaterThanOrEqual(cost(less));
      }),
    );
  });

  it("can be overridden one by one, and say what they were", () => {
    const costs = makeCosts({ getpid: 1, "ns.net": 7 });
    expect(costs.costOf("getpid")).toBe(1);
    expect(costs.costOf("clone", { flags: CLONE.NEWNET })).toBe(costs.costOf("clone") + 7);
    expect(costs.entries.find(({ id }) => id === "getpid")?.origin).toEqual({
      kind: "override",
      was: row("getpid").instructions,
    });
    expect(costOf("getpid")).not.toBe(1);
  });

  it("refuse what is no cost and what is no count", () => {
    expect(() => makeCosts({ nothing: 1 })).toThrow('there is no cost "nothing" to override');
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => makeCosts({ getpid: value })).toThrow("is not a count");
    expect(() => partCost("nothing")).toThrow('there is no cost "nothing"');
    expect(() => row("nothing")).toThrow('no row "nothing"');
  });
});
