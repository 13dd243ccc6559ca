/** Starting a program from outside the kernel: a child of init with standard streams that end outside. */
import type { Call } from "./abi/call";
import { SysError } from "./abi/errno";
import { O, POLL } from "./abi/flags";
import type { Sys } from "./abi/sys";
import { OpenFile } from "./fs/contract";
import { now } from "./fs/kernel-caller";
import type { Kernel } from "./kernel";
import type { Process } from "./process/process";
import type { Task } from "./process/task";

export interface Streams {
  readonly stdout: (bytes: Uint8Array) => void;
  readonly stderr: (bytes: Uint8Array) => void;
  /** Standard input; /dev/null if there is none. */
  readonly stdin?: OpenFile;
}

export interface LaunchRequest {
  readonly path: string;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly streams: Streams;
  /** Whose namespaces, cgroup and rights it has; init's, if nothing is said. */
  readonly within?: Process;
}

/** A program under way. */
export interface Launched {
  readonly process: Process | undefined;
  /** As a shell reports it; undefined while it runs. */
  readonly status: number | undefined;
}

/** The far end of a pipe that leads out of the kernel. */
class OutsideFile extends OpenFile {
  constructor(
    private readonly number: number,
    private readonly take: (bytes: Uint8Array) => void,
  ) {
    super(O.WRONLY, undefined);
  }

  override get label(): string {
    return `pipe:[${this.number}]`;
  }

  // biome-ignore lint/correctness/useYield: whoever listens outside takes everything at once
  override *write(data: Uint8Array): Call<number> {
    this.take(data.slice());
    return data.length;
  }

  override poll(): number {
    return POLL.OUT;
  }
}

export function launch(kernel: Kernel, request: LaunchRequest): Launched {
  const result: { process: Process | undefined; status: number | undefined } = {
    process: undefined,
    status: undefined,
  };
  const { streams, within = kernel.system.init } = request;
  const task: Task = now(
    kernel.births.clone(within.main, 0, function* (sys: Sys): Call<number> {
      yield* sys.setsid();
      yield* sys.chdir(request.cwd);
      const { process } = task;
      const stdin = streams.stdin ?? (yield* kernel.files.open(task, "/dev/null", O.RDWR, 0));
      process.files.installAt(0, stdin);
      process.files.installAt(1, new OutsideFile(kernel.objectInode(), streams.stdout));
      process.files.installAt(2, new OutsideFile(kernel.objectInode(), streams.stderr));
      const told = (ended: Process) => {
        if (ended !== process) return;
        kernel.onEnd.delete(told);
        const { end } = process;
        result.status =
          end?.kind === "signaled" ? 128 + end.signal : end?.kind === "exited" ? end.status : 127;
      };
      kernel.onEnd.add(told);
      try {
        return yield* sys.execve(request.path, request.argv, request.env);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* sys.write(2, `${request.path}: ${error.text}\n`);
        return 127;
      }
    }),
  );
  result.process = task.process;
  adopt(task.process, kernel.system.init);
  return result;
}

/** Whoever lent it its rights need not wait for it. */
function adopt(child: Process, parent: Process): void {
  child.parent?.children.delete(child);
  child.parent = parent;
  parent.children.add(child);
}
