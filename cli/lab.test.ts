/** The headless lab as it is typed: what is on standard output, and the exit code. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { type BootRecord, totalExits } from "@/app/sim/run/record";
import { callLab, spawnLab } from "./calls";

const root = fileURLToPath(new URL("..", import.meta.url));

const json = async (args: readonly string[]) => JSON.parse((await callLab([...args, "--json"])).stdout);

describe("lab boot", () => {
  type Printed = BootRecord & { readonly wallMs: number };
  const PHASES = {
    direct: ["loader", "kernel", "init"],
    bios: ["firmware", "decompression", "kernel", "init"],
    snapshot: ["resume"],
  };

  function withoutWallMs({ wallMs, ...record }: Printed): BootRecord {
    expect(wallMs).toBeGreaterThan(0);
    return record;
  }

  async function booted(via: keyof typeof PHASES): Promise<BootRecord> {
    const record = withoutWallMs(await json(["boot", "--image", "linux", "--via", via]));
    expect(record).toMatchObject({ image: "linux", via, seed: 1, track: "vm" });
    expect(record.phases.map(({ name }) => name)).toEqual(PHASES[via]);
    return record;
  }

  it.each(["direct", "bios"] as const)(
    "--via %s counts what was recorded when the lab was made",
    async (via) => {
      const { virtualMs, instructions, exits, pagesTouched, phases } = await booted(via);
      expect(RECORDED.guests[`vm-${via}`]).toMatchObject({
        virtualMs,
        instructions,
        exits: totalExits(exits),
        pagesTouched,
        phases: phases.map((phase) => ({ name: phase.name, virtualMs: phase.virtualMs })),
      });
    },
  );

  it("--via snapshot prints one JSON document, the same in another process but for wallMs", async () => {
    const { stdout } = spawnLab(["boot", "--image", "linux", "--via", "snapshot", "--json"]);
    expect(withoutWallMs(JSON.parse(stdout))).toEqual(await booted("snapshot"));
  });

  it("on the PV track reaches its prompt within 18 virtual ms, without firmware or emulated devices", async () => {
    const { virtualMs, exits }: BootRecord = await json(["boot", "--track", "pv"]);
    expect(virtualMs).toBeLessThanOrEqual(18);
    for (const device of ["uart0", "uart1", "ide0", "ide1", "ne2k", "vga"])
      expect(Object.keys(exits)).not.toContain(device);
    expect(exits.hypervisor?.reads).toBeGreaterThan(0);
  });

  it("charges what it is told to", async () => {
    const cheap: BootRecord = await json(["boot", "--track", "pv", "--ns-per-exit", "0"]);
    const dear: BootRecord = await json(["boot", "--track", "pv", "--ns-per-exit", "20000"]);
    expect(dear.virtualMs).toBeGreaterThan(cheap.virtualMs + 5);
  });
});

describe("lab exec", () => {
  it("prints the guest's standard output and exits with the guest's status", async () => {
    const { stdout, status } = await callLab([
      "exec",
      "--track",
      "vm",
      "--image",
      "linux",
      "uname -m; cat /sys/fs/cgroup/cgroup.controllers; exit 3",
    ]);
    const [machine, controllers] = stdout.split("\n");
    expect(machine).toBe("i686");
    expect(controllers?.split(" ")).toEqual(expect.arrayContaining(["cpu", "io", "memory", "pids"]));
    expect(status).toBe(3);
  });

  it("takes a script from a file and from standard input, and keeps output byte-exact", async () => {
    const script = "printf '\\000\\377\\r\\n no end'; echo oops >&2; exit 7";
    const file = join(mkdtempSync(join(tmpdir(), "triptych-")), "script.sh");
    writeFileSync(file, script);
    for (const run of [
      await callLab(["exec", "--file", file]),
      spawnLab(["exec", "--track", "pv"], script),
    ]) {
      expect(run.stdout).toBe("\u0000\u00ff\r\n no end");
      expect(run.stderr).toBe("oops\n");
      expect(run.status).toBe(7);
    }
  });

  it("stops a script that never ends, says so, and exits with 2", async () => {
    const { stdout, stderr, status } = await callLab([
      "exec",
      "--timeout-virtual-ms",
      "5",
      "echo begun; while :; do :; done",
    ]);
    expect(stdout).toBe("begun\n");
    expect(stderr).toMatch(/did not end within 5 virtual ms.*--timeout-virtual-ms/);
    expect(status).toBe(2);
  });

  it("with --json puts everything into one document", async () => {
    const { stdout, status } = await callLab(["exec", "--json", "echo hello; exit 4"]);
    expect(JSON.parse(stdout)).toMatchObject({ stdout: "hello\n", stderr: "", status: 4, timedOut: false });
    expect(status).toBe(4);
  });
});

describe("bad usage", () => {
  it.each([
    [["fly"], /no verb "fly".*boot/],
    [["boot", "--via", "magic"], /--via magic: allowed are bios, direct, snapshot/],
    [["boot", "--image", "windows"], /no guest image "windows".*linux/],
    [["boot", "--speed", "9"], /--speed.*--via/s],
    [["boot", "--seed", "many"], /--seed many: a whole number/],
    [["exec", "--timeout-virtual-ms", "-5", "true"], /timeout-virtual-ms/],
    [["exec", "true", "false"], /one script/],
    [["exec", "--file", "/no/such/file"], /no\/such\/file/],
    [["check", "lesson-99/none"], /lesson-03\//],
    [["check", "lesson-03/never-off"], /--solution/],
  ])("%j exits with 2 and says what is allowed", async (args, message) => {
    const { stdout, stderr, status } = await callLab(args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("npm run -s lab -- help lists the verbs, and nothing else is on standard output", () => {
    const { stdout, status } = spawnSync("npm", ["run", "-s", "lab", "--", "help"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(stdout).toMatch(/^lab <verb>/);
    for (const verb of ["boot", "exec", "check", "help"]) expect(stdout).toContain(verb);
    expect(status).toBe(0);
  });
});

describe("lab check", () => {
  it("gives the verdict, its marks and a hint, and exits with 1 when it is not passed", async () => {
    const { stdout, status } = await callLab(["check", "lesson-03/skip-firmware", "--start", "--json"]);
    const verdict = JSON.parse(stdout);
    expect(verdict.passed).toBe(false);
    expect(verdict.hintText.length).toBeGreaterThan(10);
    expect(status).toBe(1);
  });

  it("refuses a record that is not one, naming the field", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "triptych-")), "run.json");
    writeFileSync(file, JSON.stringify({ version: 1, scenario: "x", boots: "none", guests: [] }));
    const { stderr, status } = await callLab(["check", "lesson-03/never-off", "--run", file]);
    expect(stderr).toMatch(/boots/);
    expect(status).toBe(2);
  });
});
