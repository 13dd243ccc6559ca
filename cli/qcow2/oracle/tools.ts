/**
 * QEMU's own tools, called as programs. Some shells that stay start them: to start a program from a process as large as Node
 * takes longer than most of what they are asked.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ToolOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SHELLS = 3;
/** Of processor time, for each program: they wait for nobody. */
const LONGEST_CPU_S = 60;
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** One program at a time; what it prints goes through files. */
class Shell {
  private readonly process: ChildProcess;
  private readonly waiting: ((status: number) => void)[] = [];

  constructor(private readonly folder: string) {
    this.process = spawn("sh", [], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: this.process.stdout! });
    lines.on("line", (line) => this.waiting.shift()?.(Number(line)));
    this.process.on("exit", () => {
      for (const give of this.waiting.splice(0)) give(255);
    });
  }

  get queued(): number {
    return this.waiting.length;
  }

  async run(name: string, command: readonly string[]): Promise<ToolOutcome> {
    const [out, err] = [join(this.folder, `${name}.out`), join(this.folder, `${name}.err`)];
    const words = command.map(quoted).join(" ");
    const status = await new Promise<number>((give) => {
      this.waiting.push(give);
      this.process.stdin!.write(
        `(ulimit -t ${LONGEST_CPU_S}; exec ${words}) </dev/null >${quoted(out)} 2>${quoted(err)}; echo $?\n`,
      );
    });
    const outcome = { status, stdout: readFileSync(out, "utf8"), stderr: readFileSync(err, "utf8") };
    rmSync(out);
    rmSync(err);
    return outcome;
  }

  end(): void {
    this.process.stdin!.end();
  }
}

let shells: Shell[] = [];
let calls = 0;

/** Before the first call. @param folder where the programs' output may go for a moment */
export function startTools(folder: string): void {
  const own = mkdtempSync(join(folder, "tools-"));
  shells = Array.from({ length: SHELLS }, () => new Shell(own));
}

export function endTools(): void {
  for (const shell of shells) shell.end();
}

export function tool(name: "qemu-img" | "qemu-io", args: readonly string[]): Promise<ToolOutcome> {
  const free = shells.reduce((best, shell) => (shell.queued < best.queued ? shell : best));
  return free.run(String(calls++), [name, ...args]);
}

/** @throws Error with what the tool said, if it did not end with 0 */
export async function succeed(name: "qemu-img" | "qemu-io", args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await tool(name, args);
  if (status === 0) return stdout;
  throw new Error(`${name} ${args.join(" ")} ended with ${status}: ${stdout}${stderr}`);
}

export const json = async (args: readonly string[]): Promise<unknown> =>
  JSON.parse(await succeed("qemu-img", args));
