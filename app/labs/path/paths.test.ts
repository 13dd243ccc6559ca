import { describe, expect, test } from "vitest";
import { arrangementById, arrangements } from "@/app/sim/vmm/arrangements";
import { pathOf } from "@/app/sim/vmm/path";
import { linkTo, readAddress } from "./address";
import { choose, usualChoice } from "./choice";
import { lanesOf, lineOf, stepByKey, timesIn } from "./lanes";
import { worldWords } from "./worlds";

const virtio = pathOf({ kind: "disk-read", bytes: 4096 }, arrangementById("kvm-virtio")!);

describe("the address", () => {
  test("brings back what it was made from", () => {
    for (const left of arrangements) {
      const alone = {
        io: { kind: "packet-in", bytes: 1514 },
        inFlight: 16,
        left,
        step: { left: 0, right: 0 },
      } as const;
      expect(readAddress(linkTo(alone))).toEqual({ choice: alone, notices: [] });
      const both = { ...alone, right: arrangementById("native")! };
      expect(readAddress(linkTo(both))).toEqual({ choice: both, notices: [] });
    }
    expect(readAddress("")).toEqual({ choice: usualChoice, notices: [] });
  });

  test.each([
    ["?io=__proto__", /io=__proto__.*disk-read/],
    ["?io=disk-read&bytes=1e3", /bytes=1e3.*multiple of 512/],
    ["?io=disk-read&bytes=99999999999", /bytes=9+/],
    ["?io=packet-in&bytes=4096", /bytes=4096.*1,514/],
    ["?flight=0", /flight=0.*1 to 1,024/],
    ["?flight=1025", /flight=1025/],
    ["?arrangement=toString", /arrangement=toString.*kvm-virtio/],
    ["?with=%3Cscript%3E", /with=<script>.*none/],
  ])("%s is named, and what is usual stands", (search, words) => {
    const { choice, notices } = readAddress(search);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(words);
    expect(() => pathOf(choice.io, choice.left)).not.toThrow();
  });

  test("a very long value is not repeated whole", () => {
    expect(readAddress(`?io=${"x".repeat(10_000)}`).notices[0]!.length).toBeLessThan(400);
  });
});

describe("choosing", () => {
  test("another kind takes its usual size and begins at the first step", () => {
    const stepped = choose(usualChoice, { type: "step", side: "left", to: 3 });
    expect(choose(stepped, { type: "kind", kind: "packet-out" })).toMatchObject({
      io: { kind: "packet-out", bytes: 204 },
      step: { left: 0, right: 0 },
    });
  });

  test("another arrangement begins at its first step, the other side stays; an unknown one changes nothing", () => {
    const stepped = { ...usualChoice, step: { left: 3, right: 4 } };
    const changed = choose(stepped, { type: "arrangement", side: "right", id: "xen-pv" });
    expect([changed.left, changed.right?.id, changed.step]).toEqual([
      usualChoice.left,
      "xen-pv",
      { left: 3, right: 0 },
    ]);
    expect(choose(stepped, { type: "arrangement", side: "right", id: "constructor" })).toBe(stepped);
    expect(choose(stepped, { type: "alone" })).not.toHaveProperty("right");
  });
});

describe("lanes", () => {
  test("are the worlds that the path enters, in order of privilege", () => {
    expect(lanesOf(virtio.steps)).toEqual([
      "guest-user",
      "guest-kernel",
      "host-user",
      "host-kernel",
      "device",
    ]);
    const native = pathOf({ kind: "disk-read", bytes: 4096 }, arrangementById("native")!);
    expect(lanesOf(native.steps)).toEqual(["host-user", "host-kernel", "device"]);
  });

  test("the line goes through the middle of every step", () => {
    const points = lineOf(virtio.steps, lanesOf(virtio.steps)).split(" ");
    expect(points).toHaveLength(virtio.steps.length);
    expect([points[0], points[3], points.at(-1)]).toEqual([
      "0.5,0.5",
      "3.5,3.5",
      `0.5,${points.length - 0.5}`,
    ]);
  });

  test("times in the worlds add up to the path", () => {
    const sum = timesIn(virtio.steps).reduce((all, { ns }) => all + ns, 0);
    expect(sum).toBeCloseTo(virtio.totalNs.value, 6);
  });

  test.each([
    ["ArrowDown", 3, 4],
    ["ArrowUp", 0, 0],
    ["ArrowRight", 9, 9],
    ["Home", 5, 0],
    ["End", 0, 9],
    ["a", 4, undefined],
    ["constructor", 4, undefined],
  ] as const)("%s from %d leads to %s", (key, at, to) => expect(stepByKey(key, at, 10)).toBe(to));

  test("the host's kernel is called the hypervisor where it is", () => {
    expect(worldWords("host-kernel", "kvm").name).toContain("hypervisor");
    expect(worldWords("host-kernel", "type-2").name).not.toContain("hypervisor");
    expect(worldWords("host-user", "native").name).toBe("program");
  });
});
