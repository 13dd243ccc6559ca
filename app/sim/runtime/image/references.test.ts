/** Names of images by Docker's rules. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { familiarReference, readReference, withDefaultTag } from "./references";

const read = (text: string): string => {
  const found = readReference(text);
  return found.ok ? withDefaultTag(found) : found.error;
};

it.each([
  ["busybox", "busybox:latest"],
  ["docker.io/library/busybox:1.36", "busybox:1.36"],
  ["docker.io/me/app", "me/app:latest"],
  ["localhost:5000/a/b_c", "localhost:5000/a/b_c:latest"],
  ["ghcr.io/x/y:v1.0-rc_1", "ghcr.io/x/y:v1.0-rc_1"],
  [`a@sha256:${"0".repeat(64)}`, `a@sha256:${"0".repeat(64)}`],
  ["Busybox", "invalid reference format: repository name must be lowercase"],
  ["", "invalid reference format"],
  ["a b", "invalid reference format"],
  ["-a", "invalid reference format"],
  ["a:", "invalid reference format"],
  ["a/", "invalid reference format"],
  ["a".repeat(300), "invalid reference format: repository name must not be more than 255 characters"],
])("%s is %s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

it("the familiar form of a reference is a reference with the same meaning", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab0._-/:@A"), maxLength: 12 });
  fc.assert(
    fc.property(text, (any) => {
      expect(read(familiarReference(any))).toBe(read(any));
    }),
    { numRuns: 500 },
  );
});

it("a name made to be slow is not", () => {
  expect(read(`${"a-".repeat(250)}!`)).toBe("invalid reference format");
  expect(read(`${"a".repeat(500)}!`)).toBe("invalid reference format");
});
