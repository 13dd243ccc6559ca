import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { BootRecord, GuestRecord } from "../run/record";
import { boot, everyColumnRun, finishedCompute, guest, runOf } from "./fixtures";
import { NEW_LIST, newQuestion, onDemand } from "./lesson-14";
import { thinMeasures } from "./lesson-14-measures";
import type { Verdict } from "./verdict";

const passed = ({ marks }: Verdict): string[] => marks.flatMap((mark) => (mark.passed ? [mark.id] : []));

describe("on-demand", () => {
  const thin = {
    image: "kv",
    virtualMs: 0.06,
    exits: { hypervisor: { reads: 38, writes: 0 } },
    pagesTouched: 7,
  };
  const kvBoot = boot("pv", "direct", thin);
  const SERVES = "kv: 10.0.2.15, port 7000, room for 1024 keys\n";
  const kv = (over: Partial<GuestRecord> = {}) => guest({ boot: kvBoot, console: SERVES, ...over });

  test.each(["running", "paused"] as const)(
    "passes with a server that is %s, whoever else is up",
    (state) => {
      const verdict = onDemand(runOf([], [guest(), finishedCompute(), kv({ state })]));
      expect(passed(verdict)).toEqual(["soon", "small", "serves"]);
      expect(verdict.passed).toBe(true);
    },
  );

  const snapshot = boot("pv", "snapshot", { virtualMs: 0.06, exits: {}, pagesTouched: 1774 });
  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["nothing", [], [], "nothing-booted"],
    ["a machine that is off", [guest({ state: "off" })], [], "nothing-booted"],
    ["a whole boot", [guest({ boot: boot("pv", "direct") })], [], "late"],
    ["a late server", [kv({ boot: { ...kvBoot, virtualMs: 0.11 } })], ["small", "serves"], "late"],
    [
      "a server with many exits",
      [kv({ boot: { ...kvBoot, exits: { pci: { reads: 30, writes: 21 } } } })],
      ["small", "serves"],
      "late",
    ],
    ["a snapshot", [guest({ boot: snapshot })], ["soon"], "large"],
    ["one that has ended", [finishedCompute()], ["soon", "small"], "ended"],
    ["a server that has ended", [kv({ state: "halted" })], ["soon", "small"], "ended"],
    [
      "one that is busy with itself",
      [finishedCompute({ state: "running" })],
      ["soon", "small"],
      "serves-nobody",
    ],
  ])("%s", (_name, guests, marks, code) => {
    const verdict = onDemand(runOf([], guests));
    expect(passed(verdict)).toEqual(marks);
    expect(verdict.hint?.code).toBe(code);
  });
});

const isPrime = (n: number): boolean => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
};

describe("new-question", () => {
  const answer = (count: number, last: string, sha256: string) => ({
    primes: { stdout: `${count}\n${last}\n${sha256}  -\n`, status: 0 },
  });
  const resumed = boot("pv", "snapshot", { exits: { "virtio-console": { reads: 3, writes: 4 } } });
  const asked = (from: BootRecord, probes: GuestRecord["probes"] = {}) =>
    guest({ column: "pv", boot: from, probes });
  const right = answer(NEW_LIST.count, "200989", NEW_LIST.sha256);
  const OTHER = "0f".repeat(32);

  test("the list that it wants is that of the primes from 200,000 to 201,000", () => {
    const list = Array.from({ length: 1001 }, (_, i) => 200_000 + i).filter(isPrime);
    const text = list.map((prime) => `${prime}\n`).join("");
    expect(NEW_LIST).toEqual({ count: list.length, sha256: createHash("sha256").update(text).digest("hex") });
  });

  test("passes with any two machines, whatever else there is", () => {
    const guests = [asked(boot("vm", "bios")), finishedCompute(), asked(resumed, right)];
    expect(newQuestion(runOf([], guests)).passed).toBe(true);
  });

  const job = finishedCompute();
  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["nothing", [], [], "no-job"],
    ["a job that is still at work", [finishedCompute({ state: "running" })], [], "not-finished"],
    [
      "the line in another guest",
      [asked(resumed), guest({ console: job.console, state: "halted" })],
      ["start"],
      "no-job",
    ],
    ["the job alone", [job], ["job"], "nobody-to-ask"],
    ["nobody asked", [job, asked(resumed)], ["job", "start"], "no-list"],
    [
      "an answer that is none",
      [job, asked(resumed, { primes: { stdout: "0\n", status: 1 } })],
      ["job", "start"],
      "no-list",
    ],
    [
      "the question before",
      [job, asked(resumed, answer(77, "199999", OTHER))],
      ["job", "start"],
      "old-question",
    ],
    ["other numbers", [job, asked(resumed, answer(77, "200989", OTHER))], ["job", "start"], "another-list"],
    ["after a whole boot", [job, asked(boot("pv", "direct"), right)], ["job", "answer"], "dear-start"],
  ])("%s", (_name, guests, marks, code) => {
    const verdict = newQuestion(runOf([], guests));
    expect(passed(verdict)).toEqual(marks);
    expect(verdict.hint?.code).toBe(code);
  });
});

describe("measures", () => {
  const value = (id: string) => thinMeasures[id]?.(everyColumnRun())?.value;

  test("each machine's are those of its own boot", () => {
    expect([value("thin-kv-pages"), value("thin-direct-pages")]).toEqual([7, 2400]);
    expect([value("thin-kv-ms"), value("thin-full-devices")]).toEqual([0.06, 1]);
  });

  test("the job's are of its whole life, and there once it has ended", () => {
    expect([value("thin-job-exits"), value("thin-job-ms")]).toEqual([12, 25.9]);
    const busy = runOf([], [finishedCompute({ state: "running" })]);
    expect(thinMeasures["thin-job-exits"]?.(busy)).toBeUndefined();
  });
});
