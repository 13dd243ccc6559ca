import fc from "fast-check";
import { expect, test } from "vitest";
import { SysError } from "../abi/errno";
import type { Caller } from "../fs/contract";
import { rootCredentials } from "../process/credentials";
import { inNewUserNamespace } from "../process/privileges";
import { parseMap, showMap, writeMap } from "./id-map-text";
import { UserNamespace } from "./user";

const initial = UserNamespace.initial(1);

function caller(creds = rootCredentials(initial)): Caller {
  return { creds, umask: 0, task: undefined, nowNs: () => 0, wait: function* () {}, charge: () => {} };
}

/** Disjoint extents inside and outside. */
const extents = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 1, max: 1000 }),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((gaps) => {
    let inside = 0;
    let outside = 100_000;
    return gaps.map(([before, apart, count]) => {
      inside += before;
      outside += apart;
      const one = { inside, outside, count };
      inside += count;
      outside += count;
      return one;
    });
  });
const textOf = (map: readonly { inside: number; outside: number; count: number }[]) =>
  map.map(({ inside, outside, count }) => `${inside} ${outside} ${count}\n`).join("");

test("what is written is shown again, and ids go there and back", () => {
  fc.assert(
    fc.property(extents, (map) => {
      const ns = initial.child(2, 0, 0);
      writeMap(ns, "uid", textOf(map), caller());
      const shown = showMap(ns, "uid", initial);
      expect(parseMap(shown)).toEqual(map);
      for (const { inside, outside, count } of map)
        for (const offset of [0, count - 1]) {
          expect(ns.toKernelUid(inside + offset)).toBe(outside + offset);
          expect(ns.fromKernelUid(outside + offset)).toBe(inside + offset);
        }
      expect(() => writeMap(ns, "uid", textOf(map), caller())).toThrow(SysError);
    }),
  );
});

test("extents that overlap on either side are refused", () => {
  fc.assert(
    fc.property(extents, fc.nat(), fc.boolean(), (map, pick, insideToo) => {
      const { inside, outside } = map[pick % map.length]!;
      const clash = insideToo
        ? { inside, outside: 9_000_000, count: 1 }
        : { inside: 9_000_000, outside, count: 1 };
      expect(() => parseMap(textOf([...map, clash]))).toThrow(SysError);
    }),
  );
});

test("hostile text is refused or understood, and nothing else", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-0-9 \ta\n]{0,60}$/), (text) => {
      try {
        for (const { inside, outside, count } of parseMap(text)) {
          expect(count).toBeGreaterThan(0);
          expect(Math.max(inside, outside) + count).toBeLessThanOrEqual(4294967295);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(SysError);
      }
    }),
  );
});

test("an ordinary user maps only himself", () => {
  const user = {
    ...rootCredentials(initial),
    uid: 1000,
    euid: 1000,
    suid: 1000,
    effective: 0n,
    permitted: 0n,
  };
  const write = (text: string) => {
    const ns = initial.child(2, 1000, 1000);
    writeMap(ns, "uid", text, caller(inNewUserNamespace(user, ns)));
    return ns.toKernelUid(0);
  };
  expect(write("0 1000 1")).toBe(1000);
  expect(() => write("0 0 1")).toThrow(SysError);
  expect(() => write("0 1000 2")).toThrow(SysError);
});
