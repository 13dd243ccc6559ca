/** One machine: counts that repeat, snapshots that change nothing, deaths that are reported. */
import { describe, expect, it } from "vitest";
import type { Guest, GuestEvent } from "../guest";
import { Machine } from "./machine";
import { linuxGuest, readyLinux, text, tinyMachine } from "./machine.test-kit";
import { nodeParts } from "./node-parts";
import { x86 } from "./tiny-guest";

const WORK = `
i=0; while [ $i -lt 200 ]; do i=$((i+1)); done; echo $i
dd if=/dev/zero bs=64k count=3 2>/dev/null | md5sum
ls / ; cat /proc/uptime /proc/interrupts; date; cat /proc/sys/kernel/random/uuid`;
const LIMIT = { timeoutNs: 60e9 };

/** Everything that must repeat: clock, counts, exits, and all of memory. */
async function fingerprint(guest: Guest): Promise<string> {
  const { virtualNs, instructions, exits } = await guest.counters();
  const memory = await guest.readMemory(0, guest.config.memoryMiB * 2 ** 20);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(memory)));
  return JSON.stringify({ virtualNs, instructions, exits, memory: Buffer.from(digest).toString("hex") });
}

async function work(guest: Guest): Promise<string> {
  const { stdout, status } = await guest.exec(WORK, LIMIT);
  expect(status).toBe(0);
  return text(stdout);
}

const compiledBlocks = (state: ArrayBuffer): number =>
  Buffer.from(state)
    .toString("latin1")
    .match(/"blocks":\[.*?\]/)![0]
    .split('"index"').length - 1;

describe.each(["vm", "pv"] as const)("a Linux guest on the %s track", (track) => {
  it("boots with the same record each time, and its phases add up", async () => {
    const boot = async () => {
      const events: GuestEvent[] = [];
      const guest = await linuxGuest({ track, via: "direct" }, (event) => events.push(event));
      expect(await guest.run({ untilNs: 60e9, stopAtReady: true })).toBe("ready");
      const ready = events.find((event) => event.type === "ready");
      return { record: ready?.type === "ready" ? ready.boot : undefined, print: await fingerprint(guest) };
    };
    const first = await boot();
    expect(await boot()).toEqual(first);
    const { record } = first;
    expect(record?.phases.map((phase) => phase.name)).toEqual(["loader", "kernel", "init"]);
    const sum = record!.phases.reduce((total, phase) => total + phase.instructions, 0);
    expect(sum).toBe(record!.instructions);
    const ms = record!.phases.reduce((total, phase) => total + phase.virtualMs, 0);
    expect(ms).toBeCloseTo(record!.virtualMs, 6);
  });

  /** What a guest says that works twice, and where it stands after each time. */
  let alone: Promise<{ readonly said: readonly string[]; readonly prints: readonly string[] }> | undefined;
  const workedAlone = () => {
    alone ??= readyLinux({ track }).then(async (guest) => {
      const [said, prints]: [string[], string[]] = [[], []];
      for (let i = 0; i < 2; i++) {
        said.push(await work(guest));
        prints.push(await fingerprint(guest));
      }
      return { said, prints };
    });
    return alone;
  };

  it("goes on from a snapshot as if it had never been interrupted, compiled code and all", async () => {
    const { said, prints } = await workedAlone();
    const [, end] = prints;

    const interrupted = await readyLinux({ track });
    const before = await interrupted.snapshot();
    const saidBefore = await work(interrupted);
    const between = await interrupted.snapshot();
    expect(compiledBlocks(between)).toBeGreaterThan(0);
    expect([saidBefore, await work(interrupted)]).toEqual(said);
    expect(await fingerprint(interrupted)).toBe(end);

    // Into the same machine, which has run on since.
    await interrupted.restore(before);
    expect(await work(interrupted)).toBe(said[0]);
    expect(await fingerprint(interrupted)).toBe(prints[0]);

    // Into another one.
    const { LocalGuest } = await import("../local");
    const fresh = await LocalGuest.create(
      await nodeParts(),
      interrupted.config,
      { resume: between },
      async () => {},
    );
    expect(await fingerprint(fresh)).toBe(prints[0]);
    expect(await work(fresh)).toBe(said[1]);
    expect(await fingerprint(fresh)).toBe(end);
  });

  it("is not changed by a neighbour in the same thread", async () => {
    const { prints } = await workedAlone();
    const [a, b] = await Promise.all([
      readyLinux({ track }),
      readyLinux({ track: track === "vm" ? "pv" : "vm", seed: 9 }),
    ]);
    await Promise.all([work(a), b.exec("j=0; while [ $j -lt 1000 ]; do j=$((j+1)); done", LIMIT)]);
    expect(await fingerprint(a)).toBe(prints[0]);
  });

  it("does the same whether it is run in one go or a little at a time", async () => {
    const runTo = async (stops: readonly number[]) => {
      const guest = await readyLinux({ track });
      const { virtualNs } = await guest.counters();
      guest.type(
        new TextEncoder().encode("i=0; while [ $i -lt 300 ]; do i=$((i+1)); done; sleep 0.05; date\n"),
        virtualNs + 7e6,
      );
      for (const stop of stops) await guest.run({ untilNs: virtualNs + stop });
      return fingerprint(guest);
    };
    const little = Array.from({ length: 400 }, (_, i) => (i + 1) * 500_000);
    expect(await runTo(little)).toBe(await runTo([200e6]));
  });

  it("takes typed input at the virtual time that it is stamped with", async () => {
    const typeAt = async (laterNs: number) => {
      let shown = "";
      const guest = await readyLinux({ track }, (event) => {
        if (event.type === "console") shown += text(event.bytes);
      });
      const { virtualNs } = await guest.counters();
      guest.type(new TextEncoder().encode("cut -d' ' -f1 /proc/uptime\n"), virtualNs + laterNs);
      await guest.run({ untilNs: virtualNs + laterNs + 200e6 });
      return Number(/\n(\d+\.\d+)\r?\n/.exec(shown)?.[1]);
    };
    const soon = await typeAt(100e6);
    const late = await typeAt(3_100e6);
    expect(late - soon).toBeCloseTo(3, 1);
  });
});

describe("a guest's memory", () => {
  it("is read and written from outside", async () => {
    const { machine } = await tinyMachine([...x86.haltForEver]);
    machine.writeMemory(0x200000, Uint8Array.of(1, 2, 3));
    expect([...machine.memory().subarray(0x200000, 0x200004)]).toEqual([1, 2, 3, 0]);
    expect(() => machine.writeMemory(4 * 2 ** 20 - 1, Uint8Array.of(1, 2))).toThrow(/do not fit/);
  });

  it("counts a page as touched when it holds anything but zeros", async () => {
    const { machine } = await tinyMachine([...x86.haltForEver]);
    const before = machine.pagesTouched();
    machine.writeMemory(0x300000, Uint8Array.of(1));
    machine.writeMemory(0x300fff, Uint8Array.of(1));
    machine.writeMemory(0x302000, Uint8Array.of(0));
    expect(machine.pagesTouched()).toBe(before + 1);
  });
});

describe("exits", () => {
  it("are counted by device and direction and charged what the host charges", async () => {
    const code = [
      ...x86.movEdx(0x3ff),
      ...x86.inAlDx,
      ...x86.inAlDx,
      ...x86.outDxAl,
      ...x86.movEdx(0x70),
      ...x86.outDxAl,
      ...x86.haltForEver,
    ];
    const { machine, run } = await tinyMachine(code, { costs: { nsPerInstruction: 2, nsPerExit: 700 } });
    run(5);
    const { exits, instructions, virtualNs } = machine.counters();
    expect(exits).toEqual({ rtc: { reads: 0, writes: 1 }, uart0: { reads: 2, writes: 1 } });
    expect(virtualNs).toBe(instructions * 2 + 4 * 700);
  });

  it("do not include boot marks", async () => {
    const { machine, run, events } = await tinyMachine([
      ...x86.movEdx(0xe8),
      ...x86.movEax(3),
      ...x86.outDxAl,
      ...x86.haltForEver,
    ]);
    run(5);
    expect(machine.counters().exits).toEqual({});
    expect(events.find((event) => event.type === "mark")).toMatchObject({ code: 3 });
  });
});

describe("a guest that dies", () => {
  const deaths = {
    "a triple fault": { code: x86.tripleFault, reason: "triple fault" },
    "a wild jump": { code: x86.jumpTo(0xdead0000), reason: "processor stopped" },
    "an undefined instruction with nobody to handle it": { code: [0x0f, 0x0b], reason: "triple fault" },
  };

  it.each(Object.entries(deaths))(
    "%s ends as a reported crash of that guest alone",
    async (_name, { code, reason }) => {
      const neighbour = await tinyMachine([...x86.movEcx(1_000_000), ...x86.countDown, ...x86.haltForEver]);
      neighbour.machine.step(1e9);
      const { machine, events, run } = await tinyMachine([...code]);
      run(50);
      expect(machine.status).toBe("crashed");
      expect(machine.crash).toMatchObject({ reason });
      expect(machine.crash?.registers.eip).toMatch(/^[0-9a-f]{8}$/);
      expect(events.filter((event) => event.type === "crashed")).toHaveLength(1);
      neighbour.run(50);
      expect(neighbour.machine.status).toBe("halted");
      expect(neighbour.machine.counters().instructions).toBe(2_000_002);
    },
  );

  it("a kernel panic is told with the panic's own words and the last lines of the console", async () => {
    const events: GuestEvent[] = [];
    const guest = await readyLinux({}, (event) => events.push(event));
    guest.type(new TextEncoder().encode("crash panic\n"));
    const { virtualNs } = await guest.counters();
    expect(await guest.run({ untilNs: virtualNs + 20e9 })).toBe("crashed");
    const crashed = events.find((event) => event.type === "crashed");
    expect(crashed?.type === "crashed" && crashed.crash).toMatchObject({
      reason: "kernel panic",
      message: expect.stringContaining("Kernel panic - not syncing"),
    });
    expect(crashed?.type === "crashed" && crashed.crash.console.length).toBeGreaterThan(3);
  });

  it("switching off is not a crash", async () => {
    const events: GuestEvent[] = [];
    const guest = await readyLinux({}, (event) => events.push(event));
    guest.type(new TextEncoder().encode("poweroff -f\n"));
    const { virtualNs } = await guest.counters();
    expect(await guest.run({ untilNs: virtualNs + 20e9 })).toBe("halted");
    expect(events.some((event) => event.type === "crashed")).toBe(false);
  });

  it("a reboot ends the machine as reset", async () => {
    const guest = await readyLinux();
    guest.type(new TextEncoder().encode("reboot -f\n"));
    const { virtualNs } = await guest.counters();
    expect(await guest.run({ untilNs: virtualNs + 20e9 })).toBe("reset");
  });
});

describe("a saved state", () => {
  it("that is damaged is refused before anything is changed", async () => {
    const { machine } = await tinyMachine([...x86.haltForEver]);
    const state = new Uint8Array(machine.snapshot());
    const cases: [string, Uint8Array, RegExp][] = [
      ["empty", new Uint8Array(0), /too short/],
      ["something else", new Uint8Array(64).fill(7), /not a saved state/],
      ["cut short", state.slice(0, state.length - 4096), /cut short/],
      ["header damaged", patched(state, 16, 0x00), /header/],
      ["other version", patched(state, 4, 99), /format/],
    ];
    const before = JSON.stringify(machine.counters());
    for (const [name, bytes, message] of cases)
      expect(() => machine.restore(bytes.slice().buffer), name).toThrow(message);
    expect(JSON.stringify(machine.counters())).toBe(before);
  });

  it("of another machine is refused by name", async () => {
    const { machine } = await tinyMachine([...x86.haltForEver]);
    const other = await tinyMachine([...x86.haltForEver], { track: "pv" });
    expect(() => other.machine.restore(machine.snapshot())).toThrow(
      /vm machine with 4 MiB, this is a pv machine/,
    );
    const disk = { interface: "ide-dma", medium: "hdd", sizeBytes: 1 << 20 } as const;
    const withDisk = await tinyMachine([...x86.haltForEver], { devices: { disk } });
    expect(() => withDisk.machine.restore(machine.snapshot())).toThrow(
      /uart, ne2k, the timer's clock, this one has .* 1048576 bytes of hdd behind ide-dma/,
    );
  });

  it("is needed for a snapshot boot", async () => {
    const { tinyConfig } = await import("./machine.test-kit");
    const config = { ...tinyConfig, via: "snapshot" } as const;
    await expect(Machine.create(await nodeParts(), config, {}, () => {})).rejects.toThrow(/saved state/);
  });
});

function patched(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}
