import { describe, expect, test, vi } from "vitest";
import type { ContainerLabApi } from "@/app/container/lab/api";
import { machineOf } from "@/app/sim/checks/container-fixtures";
import { ContainerLessonLab } from "./container-lab";
import { readLesson } from "./lessons";
import { machinesOf, scenarioOf, setupNameOf } from "./scenario";

const lesson = readLesson("starting-a-container");
const scenario = machinesOf(lesson)!;

/** A machine that notes what it is told, and counts a hundred calls for a script. */
function noted() {
  const told: string[] = [];
  const listeners = new Set<() => void>();
  let calls = 0;
  let name: string | undefined;
  const machine = {
    state: () => ({
      status: name === undefined ? "empty" : "ready",
      view: name === undefined ? undefined : {},
    }),
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async (setup: { name: string }) => {
      name = setup.name;
      told.push(`load ${name}`);
    },
    exec: async (script: string) => {
      told.push(`exec ${script}`);
      calls += 100;
      return { stdout: "out", stderr: "", status: script === "stuck" ? undefined : 3, virtualNs: 5e5 };
    },
    pause: async () => void told.push("pause"),
    play: (pacing: string) => void told.push(`play ${pacing}`),
    type: (terminal: number, bytes: Uint8Array) =>
      void told.push(`type ${terminal} ${new TextDecoder().decode(bytes)}`),
    step: async (ns: number) => void told.push(`step ${ns}`),
    record: async () => {
      const { view, events } = machineOf();
      const shown = { containers: [], images: [], networks: [], overlays: [], starts: {}, events };
      return { kind: "container", setup: { name, seed: 1 }, view: { ...view, ...shown, calls }, events };
    },
  } as unknown as ContainerLabApi;
  return { machine, told, listeners };
}

describe("ContainerLessonLab", () => {
  test("performs actions in order; the machine rests while a script runs", async () => {
    const { machine, told } = noted();
    const lab = new ContainerLessonLab(machine, scenario);
    await lab.open();
    await lab.perform([
      { do: "switch-on", machine: "view" },
      { do: "script", script: "true" },
      { do: "type", terminal: 1, text: "ls\n" },
      { do: "advance", ms: 2.5 },
    ]);
    expect(told).toEqual([
      "load A host with a small root file system",
      "load A process wants another view",
      "pause",
      "exec true",
      "type 1 ls\n",
      "step 2500000",
    ]);
  });

  test("in a page the machine goes on afterwards, also when something went wrong", async () => {
    const { machine, told } = noted();
    const lab = new ContainerLessonLab(machine, scenario, { goesOn: true });
    await expect(lab.perform([{ do: "switch-on", machine: "nothing" }])).rejects.toThrow(
      /no machine nothing/,
    );
    expect(told).toEqual([]);
    await lab.open();
    await expect(lab.perform([{ do: "script", script: "stuck" }])).rejects.toThrow(
      /not ended in time: stuck/,
    );
    expect(told.filter((what) => what === "play interactive")).toHaveLength(2);
  });

  test("keeps answers with what they cost, and runs, over another attempt", async () => {
    const { machine, listeners } = noted();
    const lab = new ContainerLessonLab(machine, scenario);
    expect(await lab.record()).toEqual({
      version: 1,
      scenario: "lesson-04",
      boots: [],
      guests: [],
      keptContainers: {},
      answers: {},
    });
    const changed = vi.fn();
    const stop = lab.subscribe(changed);
    await lab.open();
    await lab.perform([
      { do: "script", script: "true", as: "answer" },
      { do: "script", script: "false" },
      { do: "keep", as: "first" },
    ]);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    expect(listeners.size).toBe(0);
    const again = lab.again();
    await again.perform([{ do: "switch-on", machine: "needs" }]);
    const run = await again.record();
    expect(run.answers).toEqual({ answer: { stdout: "out", status: 3, calls: 100, virtualNs: 5e5 } });
    expect(run.keptContainers?.first?.setup).toBe("A host with a small root file system");
    expect(run.container?.setup).toBe("A process that needs little");
  });

  test("what it cannot do is an error", async () => {
    const lab = new ContainerLessonLab(noted().machine, scenario);
    await expect(lab.perform([{ do: "stop", column: "vm" }])).rejects.toThrow(/no column vm/);
    await expect(lab.perform([{ do: "load", setup: "room" }])).rejects.toThrow(/cannot load/);
  });
});

test("an exercise knows the machine on which it begins", () => {
  expect(setupNameOf(lesson, lesson.exercises[0]!)).toBe("A process wants another view");
  expect(() => scenarioOf(lesson)).toThrow(/no columns/);
});
