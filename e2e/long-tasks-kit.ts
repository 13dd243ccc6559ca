import { expect } from "@playwright/test";

const LONG_TASK_MS = 50;

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time on the processor, in µs: what the page did, without the time that it waited for a core. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** What a browser's trace needs for `longTasks`. */
export const TRACED = { categories: ["toplevel", "__metadata"] };

/**
 * Tasks of the main thread that worked over 50 ms, from a browser's own trace. Guests and a browser share two cores here, so a
 * task that did 10 ms of work may be on the clock for 80; what the page is answerable for is the work, its processor time.
 */
export function longTasks(trace: Buffer): string[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const mainThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(thread),
  );
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith("RunTask") && mainThreads.has(thread(event)),
  );
  expect(tasks.length, "the trace has the main thread's tasks").toBeGreaterThan(100);
  expect(
    tasks.some(({ tdur }) => tdur !== undefined && tdur > 0),
    "the trace has processor times",
  ).toBe(true);
  return tasks
    .filter(({ tdur = 0 }) => tdur > LONG_TASK_MS * 1000)
    .map(({ tdur = 0 }) => `${tdur / 1000} ms`);
}
