/** Runs one shell script in a fresh simulated kernel, as the agent runs one in a real guest. */

import type { Program } from "@/app/sim/kernel/abi/sys";
import type { Kernel } from "@/app/sim/kernel/kernel";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { makeMachine } from "./system";

export interface ScriptOptions {
  readonly seed: number;
  /** A script that runs longer is killed, with everything it started. */
  readonly timeoutVirtualMs: number;
  readonly cores?: number;
  readonly memoryMiB?: number;
  /** Programs beside the userland's own, for tests. */
  readonly programs?: ReadonlyMap<string, Program>;
  readonly onOutput?: (stream: "stdout" | "stderr", bytes: Uint8Array) => void;
  /** Sees the kernel after the script's end. */
  readonly inspect?: (kernel: Kernel) => void;
}

export interface ScriptResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** As a shell reports it: 128 + n for signal n; null if the script had not ended in time. */
  readonly status: number | null;
  readonly timedOut: boolean;
  readonly virtualMs: number;
  /** System calls that the script and its children made. */
  readonly calls: number;
  /** Problems of the lab's own programs, which are faults of ours. */
  readonly faults: readonly string[];
}

export function runScript(source: Uint8Array | string, options: ScriptOptions): ScriptResult {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  const system = makeMachine(options);
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  const startNs = system.kernel.nowNs();
  const script = system.startScript(bytes, {
    stdout: (data) => {
      out.push(data);
      options.onOutput?.("stdout", data);
    },
    stderr: (data) => {
      err.push(data);
      options.onOutput?.("stderr", data);
    },
  });
  const limitNs = startNs + options.timeoutVirtualMs * 1e6;
  const ended = system.runUntil(() => script.status !== undefined, limitNs);
  options.inspect?.(system.kernel);
  return {
    stdout: concatBytes(out),
    stderr: concatBytes(err),
    status: script.status ?? null,
    timedOut: !ended,
    virtualMs: (system.kernel.nowNs() - startNs) / 1e6,
    calls: system.calls(),
    faults: system.faults,
  };
}
