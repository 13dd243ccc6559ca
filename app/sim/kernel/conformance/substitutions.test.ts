import fc from "fast-check";
import { expect, it } from "vitest";
import { SUBSTITUTIONS, substitute, substitutionNamed } from "./substitutions";

const one = (name: string, text: string) => substitute([text], [name])[0];

it("replaces what it says, and keeps what is equal equal", () => {
  expect(one("inode", "uts:[4026531838] uts:[4026532100] uts:[4026531838]\n")).toBe(
    "uts:[<inode 1>] uts:[<inode 2>] uts:[<inode 1>]\n",
  );
  expect(one("mac", "link/ether d2:47:6c:29:eb:c4 brd ff:ff:ff:ff:ff:ff")).toBe(
    "link/ether <mac 1> brd ff:ff:ff:ff:ff:ff",
  );
  expect(one("pid", "sh: can't kill pid 36: No such process")).toBe(
    "sh: can't kill pid <pid 1>: No such process",
  );
  expect(one("mount-id", "23 21 0:19 / /tmp/a rw - tmpfs a rw\n24 23 0:20 / /tmp/b rw - tmpfs b rw\n")).toBe(
    "<mount-id 1> <mount-id 2> 0:19 / /tmp/a rw - tmpfs a rw\n<mount-id 3> <mount-id 1> 0:20 / /tmp/b rw - tmpfs b rw\n",
  );
  expect(one("peer-group", "24 21 0:19 / /b rw shared:4 master:1 - tmpfs")).toBe(
    "24 21 0:19 / /b rw shared:<peer-group 1> master:<peer-group 2> - tmpfs",
  );
  expect(one("time", "real\t0m 1.20s\nuser\t0m 0.00s\n")).toBe("real\t<time 1>\nuser\t<time 2>\n");
  expect(one("memory-address", "08048000-080d3000 r-xp 00000000 00:02 5 /bin/busybox")).toBe(
    "<memory-address 1> r-xp 00000000 00:02 5 /bin/busybox",
  );
});

it("gives the same in whatever order the names are", () => {
  const line = "23 21 0:19 / /tmp/a rw - tmpfs a rw";
  expect(one("device", line)).toBe("23 21 <device 1> / /tmp/a rw - tmpfs a rw");
  expect(substitute([line], ["device", "mount-id"])).toEqual(substitute([line], ["mount-id", "device"]));
});

it("numbers a value alike in stdout and stderr", () => {
  expect(substitute(["pid 40", "pid 41 and pid 40"], ["pid"])).toEqual([
    "pid <pid 1>",
    "pid <pid 2> and pid <pid 1>",
  ]);
});

it.each([
  ["inode", "file:[12] uts:[x] 4026531838 uts: [1]"],
  ["mac", "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff 01:02:03 12:34"],
  ["pid", "pid=36 36 pids 36 pid x pid 0"],
  ["mount-id", "23 21 tmpfs / rw\nx 23 21 0:19 / /"],
  ["peer-group", "shared memory, master of 5, shared:5\n"],
  ["device", "8:1 0:19 / x\n1 2 8:1 / /"],
  ["time", "0m 1.20s\nit took real 0m 1.20s\nreal 1.20\n"],
  ["memory-address", "deadbeef 0x08048000 08048000-080d3000 abc"],
])("%s leaves alone what only looks like it", (name, text) => {
  expect(one(name, text)).toBe(text);
});

it("changes nothing but decimal or hexadecimal values, and keeps the lines", () => {
  const text = fc.stringMatching(/^[ -~\n]{0,200}$/);
  fc.assert(
    fc.property(text, fc.constantFrom(...SUBSTITUTIONS.map(({ name }) => name)), (input, name) => {
      const output = one(name, input)!;
      expect(output.split("\n").length).toBe(input.split("\n").length);
      const kept = output.split(new RegExp(`<${name} \\d+>`));
      let at = 0;
      for (const part of kept) {
        const found = input.indexOf(part, at);
        expect(found).toBeGreaterThanOrEqual(at);
        expect(input.slice(at, found)).toMatch(/^[0-9a-f:m .s-]*$/);
        at = found + part.length;
      }
    }),
  );
});

it("every substitution has a reason, and an unknown name is an error that names the known ones", () => {
  for (const { reason, pattern } of SUBSTITUTIONS) {
    expect(reason).toMatch(/^[A-Z].{30,}\.$/);
    expect(pattern.flags).toMatch(/^dgm?$/);
  }
  expect(() => substitutionNamed("everything")).toThrow(/inode, mac/);
});
