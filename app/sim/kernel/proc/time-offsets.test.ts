import fc from "fast-check";
import { expect, test } from "vitest";
import { SysError } from "../abi/errno";
import type { Caller } from "../fs/contract";
import { TimeNamespace } from "../ns/namespaces";
import { UserNamespace } from "../ns/user";
import { rootCredentials } from "../process/credentials";
import { timeOffsetsText, writeTimeOffsets } from "./time-offsets";

const user = UserNamespace.initial(1);
const caller: Caller = {
  creds: rootCredentials(user),
  umask: 0,
  task: undefined,
  nowNs: () => 0,
  wait: function* () {},
  charge: () => {},
};
const clock = { nowNs: () => 100e9 };

test("offsets are shown as they were written", () => {
  const seconds = fc.integer({ min: -99, max: 1_000_000 });
  const nanoseconds = fc.integer({ min: 0, max: 999_999_999 });
  fc.assert(
    fc.property(seconds, nanoseconds, seconds, (monotonic, rest, boottime) => {
      const namespace = new TimeNamespace(1, user);
      writeTimeOffsets(clock, namespace, `monotonic ${monotonic} ${rest}\n7 ${boottime} 0\n`, caller);
      const words = timeOffsetsText(namespace).trim().split(/\s+/);
      expect(words).toEqual([
        "monotonic",
        String(monotonic),
        String(rest),
        "boottime",
        String(boottime),
        "0",
      ]);
    }),
  );
});

test("no clock goes below zero, and offsets are fixed once somebody is inside", () => {
  const namespace = new TimeNamespace(1, user);
  expect(() => writeTimeOffsets(clock, namespace, "monotonic -101 0", caller)).toThrow(SysError);
  namespace.frozen = true;
  expect(() => writeTimeOffsets(clock, namespace, "monotonic 1 0", caller)).toThrow(SysError);
});
