/** How much the processes of a browser hold. Linux only: there the kernel says it of each process. */
import { readFileSync } from "node:fs";
import type { Browser } from "@playwright/test";

const EVERY_MS = 25;
const KIB_IN_MIB = 1024;

/** Resident, MiB; a process that has ended holds nothing. */
function residentMiB(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kib ?? 0) / KIB_IN_MIB;
  } catch {
    return 0;
  }
}

/** Does something, and answers by how much the processes that draw pages and run workers grew at most meanwhile. */
export async function grownWhile<T>(
  browser: Browser,
  make: () => Promise<T>,
): Promise<{ readonly made: T; readonly grownMiB: number }> {
  const session = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  };
  const pids = await renderers();
  const held = () => pids.reduce((sum, pid) => sum + residentMiB(pid), 0);
  const before = held();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, held());
  }, EVERY_MS);
  try {
    const made = await make();
    return { made, grownMiB: Math.max(most, held()) - before };
  } finally {
    clearInterval(timer);
    await session.detach();
  }
}
