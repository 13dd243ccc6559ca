import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_CAPABILITIES, capabilityBit } from "../abi/flags";
import { UserNamespace } from "../ns/user";
import { type Credentials, capableIn, rootCredentials, SECBIT } from "./credentials";
import { afterExec, inNewUserNamespace, setAmbient, setCapabilities, setResUid, setUid } from "./privileges";

const initial = UserNamespace.initial(1);
const set = fc.bigInt({ min: 0n, max: ALL_CAPABILITIES });

/** Credentials that keep the kernel's invariants: effective and ambient within permitted, ambient within inheritable. */
const credentials = fc
  .record({
    uid: fc.constantFrom(0, 1000),
    euid: fc.constantFrom(0, 1000),
    permitted: set,
    effective: set,
    inheritable: set,
    bounding: set,
    ambient: set,
    securebits: fc.constantFrom(0, SECBIT.NOROOT, SECBIT.KEEP_CAPS),
  })
  .map((one): Credentials => {
    const { permitted, inheritable, bounding, uid, euid, securebits } = one;
    const effective = one.effective & permitted;
    const ambient = one.ambient & permitted & inheritable;
    return {
      ...rootCredentials(initial),
      uid,
      euid,
      suid: euid,
      permitted,
      inheritable,
      bounding,
      effective,
      ambient,
      securebits,
    };
  });

function sound({ effective, permitted, inheritable, ambient }: Credentials): boolean {
  return (effective & ~permitted) === 0n && (ambient & ~(permitted & inheritable)) === 0n;
}

test("execve transforms capabilities as capabilities(7) says", () => {
  fc.assert(
    fc.property(credentials, fc.constantFrom(undefined, 0, 1000), (before, setUidBit) => {
      const after = afterExec(before, { setUid: setUidBit, setGid: undefined });
      const euid = setUidBit ?? before.euid;
      const rootful = (before.securebits & SECBIT.NOROOT) === 0;
      const ambient = setUidBit !== undefined && setUidBit !== before.euid ? 0n : before.ambient;
      // P'(permitted) = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient), F all ones for root.
      const all = rootful && (euid === 0 || before.uid === 0);
      expect(after.permitted).toBe(all ? before.inheritable | before.bounding | ambient : ambient);
      expect(after.effective).toBe(rootful && euid === 0 ? after.permitted : ambient);
      expect(after.inheritable).toBe(before.inheritable);
      expect(after.bounding).toBe(before.bounding);
      expect(after.suid).toBe(euid);
      expect(after.securebits & SECBIT.KEEP_CAPS).toBe(0);
    }),
  );
});

test("no change of ids or sets by oneself makes more than was permitted", () => {
  fc.assert(
    fc.property(credentials, fc.constantFrom(0, 1000, 65534), set, set, set, (before, uid, p, e, i) => {
      const tries = [
        () => setUid(before, uid),
        () => setResUid(before, [uid, uid, -1]),
        () => setCapabilities(before, { permitted: p, effective: e, inheritable: i }),
        () => setAmbient(before, "raise", capabilityBit("NET_RAW")),
      ];
      for (const attempt of tries) {
        let after: Credentials;
        try {
          after = attempt();
        } catch {
          continue;
        }
        expect(after.permitted & ~before.permitted).toBe(0n);
        expect(after.bounding).toBe(before.bounding);
        expect(sound(after)).toBe(true);
      }
    }),
  );
});

test("leaving root for good clears capabilities unless they are kept", () => {
  const root = rootCredentials(initial);
  expect(setUid(root, 1000)).toMatchObject({
    uid: 1000,
    euid: 1000,
    suid: 1000,
    permitted: 0n,
    effective: 0n,
  });
  const kept = setUid({ ...root, securebits: SECBIT.KEEP_CAPS }, 1000);
  expect(kept).toMatchObject({ permitted: ALL_CAPABILITIES, effective: 0n });
});

test("whoever makes a user namespace rules over it and over nothing above it", () => {
  const user: Credentials = {
    ...rootCredentials(initial),
    uid: 1000,
    euid: 1000,
    suid: 1000,
    permitted: 0n,
    effective: 0n,
  };
  const inner = initial.child(2, 1000, 1000);
  const inside = inNewUserNamespace(user, inner);
  expect(capableIn(inside, inner, "SYS_ADMIN")).toBe(true);
  expect(capableIn(inside, inner.child(3, 1000, 1000), "SYS_ADMIN")).toBe(true);
  expect(capableIn(inside, initial, "SYS_ADMIN")).toBe(false);
  expect(capableIn(user, inner, "SYS_ADMIN")).toBe(true);
  expect(capableIn({ ...user, euid: 1001 }, inner, "SYS_ADMIN")).toBe(false);
});
