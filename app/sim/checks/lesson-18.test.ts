import { describe, expect, test } from "vitest";
import { emptyRun } from "../run/record";
import type { TrialRun } from "../run/trial-record";
import type { TrialClient } from "../trial/demands";
import type { TrialChange } from "../trial/inputs";
import { fourClients, oneForAll } from "./lesson-18";
import { trialOf, trialsOf } from "./trial-fixtures";
import type { Verdict } from "./verdict";

const passed = ({ marks }: Verdict) => marks.filter((mark) => mark.passed).map(({ id }) => id);

const client = (id: string, inputs: TrialChange, demands: TrialClient["demands"]): TrialClient => ({
  id,
  name: `the ${id}`,
  inputs,
  demands,
});

const clients: readonly TrialClient[] = [
  client("gateway", { memoryMiB: 64, cores: 1, busyPercent: 3, applicationMiB: 2, filesMiB: 1, starts: 16 }, [
    { kind: "wall", wall: "own-view" },
    { kind: "fits", least: 16 },
    { kind: "storm", starts: 16, mostMs: 600 },
  ]),
  client("users", { memoryMiB: 1024, busyPercent: 1 }, [
    { kind: "runs", work: "linux-program" },
    { kind: "fits", least: 150 },
  ]),
  client("old", { memoryMiB: 1024, busyPercent: 10 }, [{ kind: "runs", work: "another-system" }]),
  client("strangers", { memoryMiB: 1024, busyPercent: 2, starts: 20 }, [
    { kind: "runs", work: "linux-program" },
    { kind: "wall", wall: "own-kernel" },
    { kind: "storm", starts: 20, mostMs: 100 },
  ]),
];

const inputsOf = (id: string): TrialChange => clients.find((one) => one.id === id)!.inputs;
const run = (id: string, change: TrialChange): TrialRun => trialOf({ ...inputsOf(id), ...change }, id);

const all = { layers: true, merging: true, balloon: true } as const;
const thin = { platform: "thin vm", ...all } as const;
const right = {
  gateway: run("gateway", { way: "container-crun" }),
  users: run("users", {}),
  old: run("old", { platform: "vm" }),
  strangers: run("strangers", { ...thin, way: "pv-snapshot" }),
};

describe("four clients", () => {
  const judged = (advice: Readonly<Record<string, TrialRun>>) =>
    fourClients(trialsOf("Four clients", Object.values(advice), { clients, advice }));

  test("each is served by what its own run bears out; not by one platform only", () => {
    expect(judged(right).passed).toBe(true);
    expect(judged({ ...right, gateway: run("gateway", { way: "container-runc" }) }).passed).toBe(true);
    expect(judged({ ...right, gateway: run("gateway", { platform: "unikernel" }) }).passed).toBe(true);
  });

  test.each([
    ["storm", "gateway", run("gateway", {})],
    ["own-view", "gateway", run("gateway", { platform: "process" })],
    ["fits", "gateway", run("gateway", thin)],
    ["linux-program", "users", run("users", { platform: "unikernel" })],
    ["fits", "users", run("users", thin)],
    ["another-system", "old", run("old", { platform: "vm", way: "vm-direct" })],
    ["another-system", "old", run("old", thin)],
    ["own-kernel", "strangers", run("strangers", {})],
    ["storm", "strangers", run("strangers", { platform: "vm", way: "vm-direct", ...all })],
  ] as const)("a wrong choice fails by what it misses: %s of the %s", (code, id, wrong) => {
    const verdict = judged({ ...right, [id]: wrong });
    expect([verdict.hint?.code, verdict.hint?.values.client]).toEqual([code, `the ${id}`]);
    expect(passed(verdict)).toEqual(Object.keys(right).filter((one) => one !== id));
  });

  test("who is not advised yet is named, after what is wrong already", () => {
    const { old: _, ...others } = right;
    expect(judged(others).hint).toEqual({ code: "no-advice", values: { client: "the old" } });
    expect(judged({ strangers: run("strangers", {}) }).hint?.code).toBe("own-kernel");
    expect(fourClients(emptyRun("test")).hint?.code).toBe("not-set-up");
  });

  test("a run for one client is no advice for another", () => {
    expect(passed(judged({ ...right, gateway: right.users }))).not.toContain("gateway");
  });
});

describe("one for all", () => {
  const judged = (...runs: readonly TrialRun[]) => oneForAll(trialsOf("One for all", runs, { clients }));
  const shown = [
    run("gateway", { platform: "vm", ...all }),
    run("old", thin),
    run("users", { platform: "unikernel" }),
    run("strangers", { way: "container-pooled" }),
    run("gateway", { platform: "process" }),
  ];

  test("each platform misses something, with all that helps it", () => {
    expect(judged(...shown).passed).toBe(true);
    expect(passed(judged(...shown.slice(1)))).toEqual(["thin-vm", "unikernel", "container", "process"]);
  });

  test.each([
    ["nothing-yet", undefined, []],
    ["left", undefined, shown.slice(0, 4)],
    ["serves", undefined, [run("old", { platform: "vm" })]],
    ["unfair", "merging, balloon", [run("gateway", { platform: "vm" })]],
    ["unfair", "another way to start", [run("old", { platform: "vm", way: "vm-direct" })]],
    ["unfair", "a quicker way to start", [run("gateway", {})]],
    ["unfair", "balloon", [run("users", { ...thin, balloon: false })]],
  ] as const)("%s %s", (code, off, runs) => {
    const { hint } = judged(...runs);
    expect([hint?.code, hint?.values.off]).toEqual([code, off]);
  });

  test("what was run for nobody shows nothing", () => {
    expect(passed(judged(...shown.map(({ client: _, ...one }) => one)))).toEqual([]);
    expect(oneForAll(emptyRun("test")).hint?.code).toBe("not-set-up");
  });
});
