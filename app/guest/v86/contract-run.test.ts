/**
 * What v86 does not document and this adapter relies on, as it runs: its loop, its processor, and where time and chance come from.
 * When the pinned version changes and one of these fails, the adapter has to change with it.
 */
import { describe, expect, it } from "vitest";
import { START_DATE_MS } from "../lab/defaults";
import { BATCH_INSTRUCTIONS, INSTRUCTION_COUNTER_U32, JIT_CONFIG_DISABLED, SLICE_MS } from "./contract";
import { bare } from "./contract.test-kit";
import { engineOf, tinyConfig, tinyMachine } from "./machine.test-kit";
import { inTimeOf } from "./realm";
import { tinyGuest, x86 } from "./tiny-guest";

const DATA = 0x200000;

describe("the main loop", () => {
  /** What it asks of its imports in one slice, in order, when `startMs` is the first answer. */
  async function oneSlice(startMs: number) {
    let asked: string[] | undefined;
    let instructions = () => 0;
    const options = { multiboot: { buffer: tinyGuest([...x86.jumpToSelf]) } };
    const { exports } = await bare(options, (env) => {
      env.microtick = () => {
        const answer = asked?.length === 0 ? startMs : instructions() / 1e6;
        asked?.push("time");
        return answer;
      };
      const { run_hardware_timers: timers } = env;
      env.run_hardware_timers = (acpi, nowMs) => {
        asked?.push(nowMs === instructions() / 1e6 ? "timers" : "timers at another time");
        return timers(acpi, nowMs);
      };
    });
    instructions = () => new Uint32Array(exports.memory.buffer, INSTRUCTION_COUNTER_U32, 1)[0]!;
    exports.set_jit_config(JIT_CONFIG_DISABLED, 1);
    asked = [];
    exports.main_loop();
    return { asked, instructions: instructions() };
  }

  it("asks for the time first, and again with the timers after each batch, until a slice is over", async () => {
    const { asked, instructions } = await oneSlice(0);
    const batches = (asked.length - 1) / 2;
    expect(asked).toEqual(["time", ...Array(batches).fill(["time", "timers"]).flat()]);
    expect(instructions).toBeGreaterThan(SLICE_MS * 1e6);
    const batch = instructions / batches;
    expect(batch).toBeGreaterThan(0.99 * BATCH_INSTRUCTIONS);
    expect(batch).toBeLessThan(2 * BATCH_INSTRUCTIONS);
    expect(instructions - SLICE_MS * 1e6).toBeLessThanOrEqual(batch);
  });

  it("can be told at the first question when to end", async () => {
    const endMs = 0.3;
    const { asked, instructions } = await oneSlice(endMs - SLICE_MS);
    expect(instructions).toBeGreaterThan(endMs * 1e6);
    expect(instructions).toBeLessThan(endMs * 1e6 + 2 * BATCH_INSTRUCTIONS);
    expect(asked.at(-1)).toBe("timers");
  });
});

describe("the processor", () => {
  it("counts instructions at a fixed address", async () => {
    const rounds = 50_000;
    const { machine, run } = await tinyMachine([...x86.movEcx(rounds), ...x86.countDown, ...x86.haltForEver]);
    run(10);
    expect(machine.counters().instructions).toBe(1 + 2 * rounds + 1);
    expect(machine.status).toBe("halted");
  });

  it("keeps its registers at a fixed address", async () => {
    const { machine, run } = await tinyMachine(
      [
        ...x86.movEdx(0x5658),
        ...x86.movEcx(45),
        ...x86.movEax(0x564d5868),
        ...x86.inEaxDx,
        ...x86.storeEax(DATA),
        ...x86.haltForEver,
      ],
      { track: "pv" },
    );
    run(5);
    const answer = new DataView(machine.memory().slice(DATA, DATA + 4).buffer).getUint32(0, true);
    expect(answer).toBe(1_000_000_000);
  });

  it("runs about a virtual millisecond a slice", async () => {
    const { machine } = await tinyMachine([...x86.jumpToSelf]);
    machine.step(1e9);
    expect(machine.nowNs).toBeGreaterThan(900_000);
    expect(machine.nowNs).toBeLessThan(1_300_000);
  });

  it("compiles hot code, and gives the adapter the code to install", async () => {
    const hot = [...x86.movEcx(200_000_000), ...x86.countDown, ...x86.haltForEver];
    const { machine } = await tinyMachine(hot);
    (machine as unknown as { jit: { enable(on: boolean): void; save(): unknown[] } }).jit.enable(true);
    for (let i = 0; i < 60; i++) machine.step(1e9);
    const { jit } = machine as unknown as { jit: { save(): { code: Uint8Array }[] } };
    expect(jit.save().length).toBeGreaterThan(0);
    expect([...jit.save()[0]!.code.subarray(0, 4)]).toEqual([0x00, 0x61, 0x73, 0x6d]);
  });

  it("compiles nothing while the compiler is off", async () => {
    const { machine } = await tinyMachine([...x86.jumpToSelf]);
    for (let i = 0; i < 20; i++) machine.step(1e9);
    const { jit } = machine as unknown as { jit: { save(): unknown[] } };
    expect(jit.save()).toEqual([]);
  });
});

describe("the world outside the guest", () => {
  const readClock = (register: number) => [
    ...x86.movEdx(0x70),
    ...x86.movEax(register),
    ...x86.outDxAl,
    ...x86.movEdx(0x71),
    ...x86.inAlDx,
    ...x86.storeEax(DATA),
    ...x86.haltForEver,
  ];

  it("is the lab's date, in every time zone", async () => {
    const zone = process.env.TZ;
    try {
      for (const tz of ["UTC", "Pacific/Auckland"]) {
        process.env.TZ = tz;
        const { machine, run } = await tinyMachine(readClock(8));
        run(5);
        expect(machine.memory()[DATA], tz).toBe(new Date(START_DATE_MS).getUTCMonth() + 1);
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("is drawn from the seed: two cards of one seed have one address", async () => {
    const addressOf = async (seed: number) => {
      const { machine } = await tinyMachine([...x86.haltForEver], { seed });
      return [...(engineOf(machine).cpu.devices.net as { mac: Uint8Array }).mac].join(":");
    };
    expect(await addressOf(7)).toBe(await addressOf(7));
    expect(await addressOf(7)).not.toBe(await addressOf(8));
  });

  it("is the real one for everybody else", () => {
    const clock = { nowMs: () => 5, dateMs: () => 6, fraction: () => 0.25 };
    expect(inTimeOf(clock, () => [Date.now(), Math.random()])).toEqual([6, 0.25]);
    expect(Date.now()).toBeGreaterThan(START_DATE_MS);
    expect(tinyConfig.startDateMs).toBe(START_DATE_MS);
  });
});
