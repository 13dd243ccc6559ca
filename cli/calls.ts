/** For tests: the headless lab called as a function, and as it is typed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { main } from "./main";

/** What one call left. Each character of `stdout` is one byte; `stderr` is UTF-8. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** In a process of its own, as `npm run -s lab --` does, without npm's own half second. */
export function spawnLab(args: readonly string[], input = ""): Outcome {
  const command = ["--import", "tsx", "cli/lab.ts", ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { cwd: root, input });
  return { stdout: stdout.toString("latin1"), stderr: stderr.toString("utf8"), status };
}

/** In this process, which spares the second that loading takes. One call at a time: it takes the process's own streams. */
export async function callLab(args: readonly string[]): Promise<Outcome> {
  const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const restore = (["stdout", "stderr"] as const).map((name) => {
    const stream = process[name];
    const write = stream.write;
    stream.write = (data: string | Uint8Array) => {
      written[name].push(Buffer.from(data as Uint8Array));
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  try {
    const status = await main(args);
    return {
      stdout: Buffer.concat(written.stdout).toString("latin1"),
      stderr: Buffer.concat(written.stderr).toString("utf8"),
      status,
    };
  } finally {
    for (const undo of restore) undo();
  }
}
