import { expect, test } from "vitest";
import { parseMount } from "./mountinfo";

test("a line is its fields", () => {
  expect(parseMount("23 21 0:27 / /tmp/r rw,relatime shared:4 master:2 - tmpfs t rw,size=1k")).toEqual({
    id: 23,
    parent: 21,
    device: "0:27",
    root: "/",
    target: "/tmp/r",
    options: "rw,relatime",
    propagation: "shared:4 master:2",
    type: "tmpfs",
    source: "t",
    superOptions: "rw,size=1k",
  });
});

test("a private mount has no propagation, and blanks are read", () => {
  expect(parseMount("13 1 0:2 / /a\\040b rw - rootfs rootfs rw")).toMatchObject({
    target: "/a b",
    propagation: "",
    type: "rootfs",
  });
});

test("what is no line is none", () => {
  expect(parseMount("nonsense")).toBeUndefined();
});
