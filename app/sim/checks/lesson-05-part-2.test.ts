import { describe, expect, test } from "vitest";
import type { GuestRecord } from "../run/record";
import { boot, everyColumnRun, guest, runOf, ternGuest } from "./fixtures";
import { twoKernels, whoseProgram } from "./lesson-05-part-2";
import { anotherKernelMeasures } from "./lesson-05-part-2-measures";
import type { Verdict } from "./verdict";

const passed = ({ marks }: Verdict): string[] => marks.flatMap((mark) => (mark.passed ? [mark.id] : []));

describe("two-kernels", () => {
  const links = (pid: number, own: readonly [number, number, number]) =>
    ["pid", "mnt", "uts"]
      .map((kind, i) => `lrwxrwxrwx 1 root root 0 ${pid}/ns/${kind} -> ${kind}:[${own[i]}]\n`)
      .join("");
  const inside = (...namespaces: readonly (readonly [number, number, number])[]) => ({
    inside: {
      stdout: links(1, [1, 1, 1]) + namespaces.map((own, i) => links(40 + i, own)).join(""),
      status: 0,
    },
  });
  const REFUSED =
    "# unshare -pf /programs/echo\r\nunshare: can't execute '/programs/echo': Exec format error\r\n# ";
  const linux = (over: Partial<GuestRecord> = {}) =>
    guest({ boot: boot("vm", "snapshot"), console: REFUSED, probes: inside([2, 2, 2]), ...over });

  test.each<[string, readonly GuestRecord[]]>([
    ["two guests", [linux(), ternGuest()]],
    [
      "the other way round, and others beside them",
      [ternGuest({ console: "" }), ternGuest(), guest(), linux()],
    ],
    [
      "a container that is apart beside one that is not",
      [linux({ probes: inside([2, 1, 1], [3, 3, 3]) }), ternGuest()],
    ],
  ])("passes with %s", (_name, guests) => {
    expect(twoKernels(runOf([], guests)).passed).toBe(true);
  });

  const idle = ternGuest({ console: "Tern 1\r\n# " });
  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["nothing", [], [], "no-linux"],
    ["Tern alone", [ternGuest()], ["runs"], "no-linux"],
    ["a Linux that is off", [linux({ state: "off" })], [], "no-linux"],
    ["not tried", [linux({ console: "# " }), ternGuest()], ["runs", "container"], "not-tried"],
    ["no other kernel", [linux()], ["refused", "container"], "no-kernel-for-it"],
    ["Tern is off", [linux(), ternGuest({ state: "halted" })], ["refused", "container"], "no-kernel-for-it"],
    ["Tern does nothing", [linux(), idle], ["refused", "container"], "not-run"],
    ["no container", [linux({ probes: inside() }), ternGuest()], ["refused", "runs"], "no-container"],
    ["one that shares", [linux({ probes: inside([2, 1, 2]) }), ternGuest()], ["refused", "runs"], "shares"],
  ])("%s", (_name, guests, marks, code) => {
    const verdict = twoKernels(runOf([], guests));
    expect(passed(verdict)).toEqual(marks);
    expect(verdict.hint?.code).toBe(code);
  });
});

describe("whose-program", () => {
  const sorted = (...files: readonly string[]) =>
    whoseProgram(
      runOf(
        [],
        [
          guest(),
          guest({ probes: { sorted: { stdout: files.map((f) => `./${f}\n`).join(""), status: 0 } } }),
        ],
      ),
    );

  test("passes when each lies where it belongs, whatever else lies there", () => {
    const verdict = sorted(
      "linux/beta",
      "tern/alpha",
      "neither/gamma",
      "neither/delta",
      "linux/notes",
      "notes",
    );
    expect(passed(verdict)).toEqual(["linux", "tern", "neither"]);
    expect(verdict.passed).toBe(true);
  });

  test.each<[string, readonly string[], readonly string[], string, string | number | undefined]>([
    ["nothing", [], [], "not-set-up", undefined],
    ["one is missing", ["alpha", "beta", "gamma"], [], "not-set-up", undefined],
    ["one is left", ["linux/beta", "tern/alpha", "neither/gamma", "delta"], ["linux", "tern"], "unsorted", 1],
    [
      "two ELF files",
      ["linux/beta", "linux/gamma", "tern/alpha", "neither/delta"],
      ["tern"],
      "another-processor",
      undefined,
    ],
    [
      "Tern's with Linux's",
      ["linux/alpha", "linux/beta", "neither/gamma", "neither/delta"],
      ["neither"],
      "not-of-linux",
      "alpha",
    ],
    [
      "too careful",
      ["neither/beta", "tern/alpha", "neither/gamma", "neither/delta"],
      ["tern"],
      "elsewhere",
      "beta",
    ],
  ])("%s", (_name, files, marks, code, value) => {
    const verdict = sorted(...files);
    expect(passed(verdict)).toEqual(marks);
    expect(verdict.hint?.code).toBe(code);
    expect(Object.values(verdict.hint?.values ?? {})[0]).toBe(value);
  });
});

describe("measures", () => {
  const run = everyColumnRun();
  const value = (over = {}) => anotherKernelMeasures["kernel-programs-run"]?.({ ...run, ...over })?.value;

  test("two of four programs run, and nothing is known before both kernels were asked", () => {
    expect(value()).toBe(2);
    expect(value({ guests: [guest()] })).toBeUndefined();
    expect(value({ answers: {} })).toBeUndefined();
  });

  test("each kernel's counts are those of its own boot", () => {
    expect(anotherKernelMeasures["kernel-tern-pages"]?.(run)?.value).toBe(29);
    expect(anotherKernelMeasures["kernel-linux-pages"]?.(run)?.value).toBe(2400);
  });
});
