/** Facts about the machine: free, uptime, nproc, hostid, dnsdomainname, dmesg. */
import type { Call } from "../../abi/call";
import { capabilityBit } from "../../abi/flags";
import { momentOf } from "../lib/calendar";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { humanSize, number, parseNumber } from "../lib/numbers";
import { readTextFile } from "../lib/users";

const PAGE_BYTES = 4096;
const SECOND_NS = 1_000_000_000;
/** CONFIG_LOG_BUF_SHIFT of the guest. */
const LOG_BYTES = 16384;

/** A row of /proc/meminfo, kB; 0 where there is none. */
export function memoryRow(text: string, name: string): number {
  return Number(text.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))?.[1] ?? 0);
}

export const free = applet(function* (io) {
  const options = yield* parseOptions(io, "bkmgh");
  const how = options.last("b", "k", "m", "g", "h") ?? "k";
  const units: Readonly<Record<string, number>> = { b: 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };
  const show = (bytes: number) =>
    how === "h" ? humanSize(bytes) : String(Math.floor(bytes / (units[how] ?? 1)));
  const info = yield* io.sys.sysinfo();
  const text = (yield* readTextFile(io.sys, "/proc/meminfo")) ?? "";
  const cached = (memoryRow(text, "Cached") + memoryRow(text, "SReclaimable")) * 1024;
  const buffers = info.bufferPages * PAGE_BYTES;
  const total = info.totalPages * PAGE_BYTES;
  const unused = info.freePages * PAGE_BYTES;
  const row = (label: string, cells: readonly number[]) => {
    const [first = 0, ...rest] = cells;
    return `${label.padEnd(7)}${show(first).padStart(12)}${rest.map((cell) => ` ${show(cell).padStart(11)}`).join("")}\n`;
  };
  io.put("              total        used        free      shared  buff/cache   available\n");
  io.put(
    row("Mem:", [
      total,
      total - unused - cached - buffers,
      unused,
      info.sharedPages * PAGE_BYTES,
      cached + buffers,
      memoryRow(text, "MemAvailable") * 1024,
    ]),
  );
  const swap = info.totalSwapPages * PAGE_BYTES;
  const swapFree = info.freeSwapPages * PAGE_BYTES;
  io.put(row("Swap:", [swap, swap - swapFree, swapFree]));
  return 0;
});

const two = (value: number) => String(value).padStart(2, "0");

export const uptime = applet(function* (io) {
  yield* parseOptions(io, "");
  const { uptimeNs, loads } = yield* io.sys.sysinfo();
  const now = momentOf(Math.floor((yield* io.sys.clockGettime("realtime")) / SECOND_NS));
  const minutes = Math.floor(uptimeNs / (60 * SECOND_NS));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  io.put(` ${two(now.hour)}:${two(now.minute)}:${two(now.second)} up `);
  if (days > 0) io.put(`${days} day${days === 1 ? "" : "s"}, `);
  io.put(hours > 0 ? `${String(hours).padStart(2)}:${two(minutes % 60)}` : `${minutes % 60} min`);
  io.put(`,  load average: ${loads.map((load) => load.toFixed(2)).join(", ")}\n`);
  return 0;
});

export const nproc = applet(function* (io) {
  const options = yield* parseOptions(io, "", { long: { all: ["all"], ignore: ["ignore", "value"] } });
  const ignored = yield* number(io, options.value("ignore") ?? "0");
  let count = (yield* io.sys.getaffinity(0)).length;
  if (options.has("all"))
    count = (yield* readTextFile(io.sys, "/proc/stat"))?.match(/^cpu\d/gm)?.length ?? count;
  io.put(`${Math.max(1, count - ignored)}\n`);
  return 0;
});

export const hostid = applet(function* (io) {
  yield* parseOptions(io, "");
  // gethostid of musl.
  io.put("00000000\n");
  return 0;
});

/** What follows the first dot of the name that /etc/hosts gives this host. */
function* domainOf(io: Io): Call<string> {
  const { nodename } = yield* io.sys.uname();
  for (const line of ((yield* readTextFile(io.sys, "/etc/hosts")) ?? "").split("\n")) {
    const [, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const [canonical = ""] = names;
    if (names.includes(nodename) && canonical.includes("."))
      return canonical.slice(canonical.indexOf(".") + 1);
  }
  return nodename.includes(".") ? nodename.slice(nodename.indexOf(".") + 1) : "";
}

export const dnsdomainname = applet(function* (io) {
  const domain = yield* domainOf(io);
  if (domain !== "") io.put(`${domain}\n`);
  return 0;
});

export const dmesg = applet(function* (io) {
  const options = yield* parseOptions(io, "cs:n:r");
  if (options.has("c", "n")) {
    const { effective } = yield* io.sys.capget();
    if ((effective & (capabilityBit("SYSLOG") | capabilityBit("SYS_ADMIN"))) === 0n)
      return yield* io.die("klogctl: Operation not permitted");
  }
  const level = options.value("n");
  if (level !== undefined) {
    const wanted = yield* number(io, level);
    if (wanted < 1 || wanted > 8) return yield* io.die("klogctl: Invalid argument");
    return 0;
  }
  const size = Math.max(LOG_BYTES, parseNumber(options.value("s") ?? "0") ?? 0);
  const text = yield* io.sys.syslog();
  const from = text.length <= size ? 0 : text.indexOf("\n", text.length - size) + 1;
  const lines = text.slice(from).split("\n");
  if (lines.at(-1) === "") lines.pop();
  // The model's log keeps no levels: all is KERN_INFO.
  for (const line of lines) io.put(`${options.has("r") ? "<6>" : ""}${line}\n`);
  return 0;
});
