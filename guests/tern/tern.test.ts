/** Tern as its user has it: tasks that take turns, a line that can be edited, programs that fail alone, and no Linux in it. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { runScript } from "@/app/container/run-script";
import { DEFAULT_COSTS, DEFAULT_SEED } from "@/app/guest/lab/defaults";
import { createNodeLab, nodeImages } from "@/app/guest/lab/node";
import { readyLinux, text } from "@/app/guest/v86/machine.test-kit";
import { type SmallRun, smallMachine } from "../small.test-kit";

const program = readFileSync(new URL("echo.tern", import.meta.url));
const linuxProgram = readFileSync(new URL("linux-hello.elf", import.meta.url));

const imageHolds = async (file: Buffer): Promise<boolean> => {
  const { multiboot } = await nodeImages().filesFor("tern", "direct", "vm", () => {});
  return Buffer.from(multiboot!).includes(file);
};

describe("Tern", () => {
  let guest: SmallRun;
  let seen = 0;
  const type = (keys: string, ms = 60): string => {
    guest.machine.type(new TextEncoder().encode(keys));
    guest.run(ms);
    const all = guest.console();
    const added = all.slice(seen).replaceAll("\r\n", "\n");
    seen = all.length;
    return added;
  };
  beforeAll(async () => {
    guest = await smallMachine("tern");
    type("", 20);
  });

  it("is at its prompt within a virtual millisecond, on a PC's UART and timer", () => {
    const { boot } = guest.machine;
    expect(boot!.virtualMs).toBeLessThan(1);
    expect(Object.keys(boot!.exits).sort()).toEqual(["pit", "uart0"]);
    expect(guest.console()).toMatch(/^Tern 1, .*not Linux.*\r\n.*\r\n# $/);
  });

  it("shows its files and its tasks", () => {
    expect(type("ls\n")).toMatch(/4100 {2}program {2}cat\n/);
    expect(type("cat readme.txt\n")).toContain("Tern is not Linux.");
    expect(type("ps\n")).toMatch(/1 {7}0 {2}waits .* shell\n.* runs .* ps\n# $/);
    expect(type("nothing\n")).toBe("nothing\nnothing: no such file\n# ");
    expect(type("readme.txt\n")).toBe("readme.txt\nreadme.txt: not an executable of this system\n# ");
  });

  it("refuses a program of Linux, which is among its files", () => {
    expect(type("linux-hello\n")).toBe("linux-hello\nlinux-hello: not an executable of this system\n# ");
  });

  it.each([
    ["null", "page fault, write of 00000000"],
    ["kernel", "page fault, write of 00100000"],
    ["text", "page fault, write of 40000000"],
    ["wild", "page fault, read of 70000000"],
    ["divide", "division by zero"],
    ["halt", "protection fault"],
    ["port", "protection fault"],
    ["stack", "page fault, write of 403f"],
  ])("ends a program that does what it must not (%s), and nothing else", (how, what) => {
    expect(type(`fault ${how}\n`)).toMatch(
      new RegExp(`\\ntask \\d+ \\(fault\\) ended: ${what}[^\\n]*\\n# $`),
    );
    expect(type("echo still here\n")).toBe("echo still here\nstill here\n# ");
  });

  it("refuses a system call that names memory of the kernel's", () => {
    expect(type("fault call\n")).toBe("fault call\n# ");
  });

  it("takes no memory for good: after many programs as much is free as before", () => {
    const before = type("free\n");
    for (let n = 0; n < 20; n++) type("fault null\n", 5);
    type("spin 40 &\n", 5);
    type("", 60);
    expect(type("free\n")).toBe(before);
  });

  it("gives each task its turn: two that only compute share the processor", () => {
    type("spin 200 &\nspin 200 &\n", 100);
    const ticks = [...type("ps\n").matchAll(/(\d+) +\d+ {2}spin/g)].map((match) => Number(match[1]));
    expect(ticks).toHaveLength(2);
    expect(Math.abs(ticks[0]! - ticks[1]!)).toBeLessThanOrEqual(2);
    const rounds = [...type("", 200).matchAll(/spin: (\d+) rounds in 200 ms/g)].map((match) =>
      Number(match[1]),
    );
    expect(rounds).toHaveLength(2);
    const alone = Number(/spin: (\d+) rounds/.exec(type("spin 200\n", 300))?.[1]);
    for (const share of rounds) {
      expect(share / alone).toBeGreaterThan(0.4);
      expect(share / alone).toBeLessThan(0.65); // alone for the ticks before the other began
    }
  });

  it("ends what the shell waits for at Ctrl-C, and kills what runs beside it", () => {
    type("count 100\n", 250);
    expect(type("\x03")).toBe("^C\n# ");
    type("time spin 100000\n", 50);
    expect(type("\x03")).toMatch(/^\^C\ntime: \d+ ms, status 256\n# $/);
    const task = /task (\d+)/.exec(type("spin 100000 &\n"))?.[1];
    expect(type(`kill ${task}\n`)).toBe(`kill ${task}\n# `);
    expect(type("ps\n")).not.toContain("spin");
    expect(type(`kill ${task}\n`)).toContain("no such task");
  });

  it("starts another shell when its shell is ended", () => {
    expect(type("kill 1\n")).toContain("# ");
    expect(type("echo back\n")).toBe("echo back\nback\n# ");
  });

  it.each([
    ["echo abX\x7fc", "abc"],
    ["echo ac\x1b[Db", "abc"],
    ["cho abc\x01e", "abc"],
    ["echo abXc\x1b[D\x1b[D\x1b[3~", "abc"],
    ["wrong\x15echo abc", "abc"],
    ["echo abc wrong\x17\x7f", "abc"],
    ["echo ab\x1b[H\x1b[Fc", "abc"],
    ["echo wrong\x03echo abc", "abc"],
    ["\x1b[A", "abc"],
    ["\x1b[A\x1b[A\x1b[B", "abc"],
  ])("edits its line: %j", (keys, expected) => {
    expect(type(`${keys}\n`)).toMatch(new RegExp(`\n${expected}\n# $`));
  });

  it("keeps what is typed too early, and cuts a line that is too long", () => {
    expect(type("count 2 50\necho early\n", 200)).toMatch(/\n2\n# echo early\nearly\n# $/);
    expect(type(`echo ${"x".repeat(300)}\n`, 100)).toMatch(/\nx{122}\n# $/);
  });

  it("ends the machine with halt", () => {
    type("halt\n");
    expect(guest.machine.status).toBe("halted");
  });
});

describe("a program of Tern in a Linux container", () => {
  const script = [
    "cd /tmp",
    `echo ${program.toString("base64")} | base64 -d > program`,
    "chmod +x program",
    "wc -c < program",
    "env ./program hi",
    "echo status $?",
  ].join("\n");
  const expected = {
    stdout: "4100\nstatus 126\n",
    stderr: "env: can't execute './program': Exec format error\n",
  };

  it("is one that the image holds", async () => expect(await imageHolds(program)).toBe(true));

  it("is no executable to the real kernel", async () => {
    const guest = await readyLinux();
    const { stdout, stderr } = await guest.exec(script, { timeoutNs: 10e9 });
    expect({ stdout: text(stdout), stderr: text(stderr) }).toEqual(expected);
    guest.dispose();
  });

  it("is none to the simulated kernel either", () => {
    const { stdout, stderr } = runScript(script, { seed: DEFAULT_SEED, timeoutVirtualMs: 10_000 });
    expect({ stdout: text(stdout), stderr: text(stderr) }).toEqual(expected);
  });
});

describe("the program of Linux that Tern refuses", () => {
  it("is among Tern's files, and the real kernel runs it", async () => {
    expect(await imageHolds(linuxProgram)).toBe(true);
    const guest = await readyLinux();
    const base64 = linuxProgram.toString("base64");
    const script = `echo ${base64} | base64 -d > /tmp/hello; chmod +x /tmp/hello; /tmp/hello`;
    const { stdout, status } = await guest.exec(script, { timeoutNs: 10e9 });
    expect([text(stdout), status]).toEqual(["Hello from a program of Linux.\n", 0]);
    guest.dispose();
  });
});

describe("the lab with an image that has no agent", () => {
  it("says that it runs no scripts, and types instead", async () => {
    const columns = [{ id: "t", track: "vm", image: "tern", via: "direct" }] as const;
    const lab = createNodeLab({ id: "test", seed: DEFAULT_SEED, costs: DEFAULT_COSTS, columns });
    await lab.boot("t");
    await expect(lab.exec("t", "ls", { timeoutNs: 1e9 })).rejects.toThrow(/"tern" runs no scripts.*console/);
    await lab.ask([{ id: "a", column: "t", script: "ls" }]);
    expect(lab.record().guests[0]?.probes).toEqual({});
    await lab.perform([{ do: "type", column: "t", text: "echo hi\n" }]);
    expect(lab.record().guests[0]?.console).toMatch(/\nhi\r\n# $/);
    await lab.perform([{ do: "type", column: "t", text: "halt\n" }]);
    expect(lab.column("t").power).toBe("halted");
    await expect(lab.boot("t", "snapshot")).rejects.toThrow(/no way in "snapshot"/);
    lab.addColumn({ id: "pv", track: "pv", image: "tern", via: "direct" });
    await expect(lab.boot("pv")).rejects.toThrow(/no drivers for the pv track.*Boot it on: vm/);
    lab.dispose();
  });
});
