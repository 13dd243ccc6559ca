/** Linux as a vCPU of a host that shares its core: what the guest computes, what it is told, what it believes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GuestEvent } from "./guest";
import { type Grant, TestHost } from "./hosted.test-kit";
import { LocalGuest } from "./local";
import { nextTurn, readyLinux, text } from "./v86/machine.test-kit";
import { nodeParts } from "./v86/node-parts";

const MS = 1e6;
const ALWAYS: Grant = { waitNs: 0, runNs: MS };
const HALF: Grant = { waitNs: MS, runNs: MS };

/** user, system, idle and steal of /proc/stat, in hundredths of a second. */
function procStat(line: string) {
  const [, user, , system, idle, , , , steal] = line.split(/ +/).map(Number);
  return { user: user!, system: system!, idle: idle!, steal: steal! };
}

async function hostedLinux(track: "vm" | "pv", listener?: (event: GuestEvent) => void) {
  return TestHost.of(await readyLinux({ track }, listener));
}

async function fingerprint(host: TestHost): Promise<string> {
  const { guest, atNs, usedNs, stolenNs, sleptNs } = host;
  const memory = await guest.readMemory(0, guest.config.memoryMiB * 2 ** 20);
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(memory));
  const counters = await guest.counters();
  return JSON.stringify({
    atNs,
    usedNs,
    stolenNs,
    sleptNs,
    counters,
    memory: Buffer.from(digest).toString("hex"),
  });
}

const SPIN = "head -n 1 /proc/stat; spin -q -n 1000000; head -n 1 /proc/stat";

describe("a busy guest that has its core for half of the time", () => {
  it("with a steal clock sees it in /proc/stat and charges its processes only what they had", async () => {
    const host = await hostedLinux("pv");
    host.begin(SPIN);
    const { stdout, status } = await host.finish(HALF);
    expect(status).toBe(0);
    const [before, spin, after] = text(stdout).split("\n") as [string, string, string];
    const [was, is] = [procStat(before), procStat(after)];
    const user = is.user - was.user;
    const steal = is.steal - was.steal;
    expect(steal / (steal + user)).toBeCloseTo(0.5, 1);
    const [, elapsed, own] = /in ([\d.]+) ms, ([\d.]+) ms/.exec(spin)!.map(Number) as [
      number,
      number,
      number,
    ];
    expect(own / elapsed).toBeCloseTo(0.5, 1);
    expect(host.stolenNs / (host.usedNs + host.stolenNs)).toBeCloseTo(0.5, 1);
  });

  it("without one believes that its processes had all of it", async () => {
    const host = await hostedLinux("vm");
    host.begin(SPIN);
    const [before, spin, after] = text((await host.finish(HALF)).stdout).split("\n") as [
      string,
      string,
      string,
    ];
    expect(procStat(after).steal - procStat(before).steal).toBe(0);
    const [, elapsed, own] = /in ([\d.]+) ms, ([\d.]+) ms/.exec(spin)!.map(Number) as [
      number,
      number,
      number,
    ];
    expect(own / elapsed).toBeGreaterThan(0.98);
    const alone = await (await readyLinux({ track: "vm" })).exec(SPIN, { timeoutNs: 10e9 });
    const [, elapsedAlone] = /in ([\d.]+) ms/.exec(text(alone.stdout))!.map(Number) as [number, number];
    expect(elapsed / elapsedAlone).toBeCloseTo(2, 1);
  });
});

describe.each(["vm", "pv"] as const)("a hosted Linux guest on the %s track", (track) => {
  it("has its clock on the host's, and every nanosecond is used, slept or stolen", async () => {
    const host = await hostedLinux(track);
    host.begin("for i in 1 2 3; do spin -q -n 50000; sleep 0.03; done");
    while (host.script === undefined) {
      const { debtNs } = await host.grant(host.quanta % 2 === 0 ? ALWAYS : HALF);
      const { virtualNs, stolenNs } = await host.guest.counters();
      expect(virtualNs).toBe(host.atNs + debtNs);
      expect(stolenNs ?? 0).toBe(host.stolenNs);
    }
    expect(host.usedNs + host.sleptNs + host.stolenNs).toBe(host.atNs - host.startNs);
    expect(host.sleptNs).toBeGreaterThan(3 * 25 * MS);
  });

  it("sleeps until its timer, costs nothing meanwhile, and is not woken by a quantum for nothing", async () => {
    const host = await hostedLinux(track);
    host.begin("sleep 0.5");
    const { endedAtNs, virtualNs } = await host.finish(ALWAYS);
    expect(virtualNs).toBeGreaterThan(500 * MS);
    expect(virtualNs).toBeLessThan(560 * MS);
    expect(endedAtNs - host.startNs).toBeCloseTo(virtualNs, 0);
    expect(host.usedNs).toBeLessThan(20 * MS);
    expect(host.stolenNs).toBe(0);
    while (host.next.state !== "sleeping") await host.grant(ALWAYS);
    const { untilNs } = host.next;
    const quantum = await host.grant({ ...ALWAYS, waitNs: 1000, spurious: true });
    expect(quantum).toMatchObject({ usedNs: 0, instructions: 0, stolenNs: 0, next: { untilNs } });
  });

  it("is woken by what is typed, and writes when the host's clock says so", async () => {
    let shown = "";
    let firstAtNs = 0;
    const host = await hostedLinux(track, (event) => {
      if (event.type !== "console") return;
      if (shown === "") firstAtNs = event.atNs;
      shown += text(event.bytes);
    });
    while (host.next.state !== "sleeping") await host.grant(ALWAYS);
    shown = "";
    host.atNs += 3 * MS;
    host.type("echo $((6 * 7))\n");
    const typedAtNs = host.atNs;
    // The vCPU could run at once, but gets its core 2 ms later.
    const { stolenNs } = await host.grant({ waitNs: 2 * MS, runNs: MS });
    expect(stolenNs).toBe(2 * MS);
    for (let i = 0; i < 40 && !shown.includes("42"); i++) await host.grant(ALWAYS);
    expect(shown).toContain("42");
    expect(firstAtNs).toBeGreaterThan(typedAtNs + 2 * MS);
    expect(firstAtNs).toBeLessThan(typedAtNs + 4 * MS);
  });

  it("does the same whenever it is given the same", async () => {
    const aGrant = fc.record({
      waitNs: fc.oneof(fc.constant(0), fc.integer({ min: 50_000, max: 6 * MS })),
      runNs: fc.integer({ min: 20_000, max: 4 * MS }),
      spurious: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aGrant, { minLength: 3, maxLength: 9 }), async (pattern) => {
        const course = async () => {
          const host = await hostedLinux(track);
          host.begin("echo begun; sleep 0.01; spin -q -n 10000; cat /proc/uptime /proc/interrupts");
          const said = text((await host.finish(...pattern)).stdout);
          return [said, await fingerprint(host)];
        };
        expect(await course()).toEqual(await course());
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it("goes on from a state that was saved at any moment, its script too", async () => {
    // Longer than one chunk, so that it is on its way to the agent at the first cuts.
    const script = `# ${"x".repeat(9000)}
      i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); done; sleep 0.02; spin -q -n 10000; exit 3`;
    const grants: Grant[] = [HALF, { waitNs: 0, runNs: 150_000 }, { waitNs: 40_000, runNs: 2 * MS }];
    const course = async (cuts: readonly number[]) => {
      let host = await hostedLinux(track);
      host.begin(script);
      while (host.script === undefined) {
        if (cuts.includes(host.quanta)) {
          const { config } = host.guest;
          const state = await host.guest.snapshot();
          host.guest.dispose();
          host = host.withGuest(
            await LocalGuest.create(await nodeParts(), config, { resume: state }, nextTurn),
          );
        }
        await host.grant(grants[host.quanta % grants.length]!);
      }
      const { stdout, status } = host.script;
      return [text(stdout), status, await fingerprint(host)];
    };
    const undisturbed = await course([]);
    expect(undisturbed[1]).toBe(3);
    expect(await course([1, 2, 7, 21])).toEqual(undisturbed);
  });

  it("kills a script whose time is over, and can be used again", async () => {
    const host = await hostedLinux(track);
    host.begin("echo begun; while :; do :; done", 5 * MS);
    const result = await host.finish(ALWAYS);
    expect(result).toMatchObject({ status: undefined, timedOut: true });
    expect(text(result.stdout)).toBe("begun\n");
    expect(result.virtualNs).toBeGreaterThanOrEqual(5 * MS);
    expect(result.virtualNs).toBeLessThan(25 * MS);
    host.begin("echo alive");
    expect(text((await host.finish(ALWAYS)).stdout)).toBe("alive\n");
  });

  it("runs on without its host, and with it again", async () => {
    const host = await hostedLinux(track);
    host.begin("spin -q -n 10000");
    await host.finish(HALF);
    const alone = await host.guest.exec("echo alone", { timeoutNs: 1e9 });
    expect(text(alone.stdout)).toBe("alone\n");
    const again = await TestHost.of(host.guest);
    again.begin("echo together");
    expect(text((await again.finish(HALF)).stdout)).toBe("together\n");
    expect(again.usedNs + again.sleptNs + again.stolenNs).toBe(again.atNs - again.startNs);
  });
});

describe("a hosted script", () => {
  it("comes as a promise too, with what it cost", async () => {
    const host = await hostedLinux("pv");
    const promise = host.begin("echo here; echo there >&2");
    const told = await host.finish(HALF);
    expect(await promise).toEqual(told);
    expect(text(told.stderr)).toBe("there\n");
    expect(told.exits["virtio-console"]!.writes).toBeGreaterThan(0);
    expect(told.instructions).toBeGreaterThan(10_000);
    expect(host.mostDebtNs).toBeLessThan(MS);
  });

  it("keeps others out until it has ended", async () => {
    const host = await hostedLinux("pv");
    host.begin("sleep 0.05");
    await expect(host.guest.execHosted("true", { atNs: host.atNs })).rejects.toThrow(/already running/);
    await expect(host.guest.exec("true", { timeoutNs: 1e9 })).rejects.toThrow(/already running/);
    await host.finish(ALWAYS);
    host.begin("true");
    expect((await host.finish(ALWAYS)).status).toBe(0);
  });

  it("is lost when the guest is put back to before it began", async () => {
    const host = await hostedLinux("pv");
    const before = await host.guest.snapshot();
    const promise = host.begin("echo lost");
    await host.guest.restore(before);
    await expect(promise).rejects.toThrow(/put back to another moment/);
    host.begin("echo found");
    expect(text((await host.finish(ALWAYS)).stdout)).toBe("found\n");
  });

  it("ends without a status when its guest does", async () => {
    const host = await hostedLinux("pv");
    const promise = host.begin("poweroff -f");
    for (let i = 0; i < 200 && host.next.state !== "ended"; i++) await host.grant(ALWAYS);
    expect(host.next).toEqual({ state: "ended", how: "halted" });
    expect(await promise).toMatchObject({ status: undefined, timedOut: false });
  });
});
