import { expect, test } from "@playwright/test";
import { openHost, runPast, runTimeout } from "./host-kit";

const longTaskMs = 50;

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time on the processor, in µs: what the page did, without the time that it waited for a core. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

test("no task of the main thread works over 50 ms while two guests and two containers run", async ({
  page,
  browser,
}) => {
  test.setTimeout(3 * runTimeout);
  await openHost(page, "two-and-two");
  for (const name of ["pv-one", "pv-two"]) {
    await expect(page.getByTestId(`terminal-${name}`)).toHaveAttribute("data-open", "true");
  }
  await runPast(page, 1e8);
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await page.getByTestId("weight-slider-web").focus();
  await page.keyboard.press("PageUp");
  await runPast(page, 6e8);
  await page.getByTestId("zoom-fit").click();
  const trace = await browser.stopTracing();

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
  const long = tasks
    .filter(({ tdur = 0 }) => tdur > longTaskMs * 1000)
    .map(({ tdur = 0 }) => `${tdur / 1000} ms`);
  expect(long).toEqual([]);
});
