/** docker stats. */
import type { Call } from "../../../kernel/abi/call";
import { type ContainerInfo, EngineError, type StatsSample } from "../../engine/contract";
import { CliError, type Context } from "../context";
import { formatFlags, type ListKind, listing, type Row } from "../format/listing";
import { binarySize, humanSize, shortId } from "../format/units";

const STATS_LIST: ListKind = {
  type: "*formatter.statsContext",
  table: "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}",
  quiet: "{{.ID}}",
  headings: {
    Container: "CONTAINER",
    ID: "CONTAINER ID",
    Name: "NAME",
    CPUPerc: "CPU %",
    MemUsage: "MEM USAGE / LIMIT",
    MemPerc: "MEM %",
    NetIO: "NET I/O",
    BlockIO: "BLOCK I/O",
    PIDs: "PIDS",
  },
};

/** Between two samples, as Docker's daemon takes them. */
const INTERVAL_NS = 1e9;

function row(
  reference: string,
  container: ContainerInfo,
  noTrunc: boolean,
  now: StatsSample | undefined,
  before: StatsSample | undefined,
): Row {
  const names = {
    Container: reference,
    ID: noTrunc ? container.id : shortId(container.id),
    Name: container.name,
  };
  if (now === undefined || before === undefined)
    return {
      ...names,
      CPUPerc: "0.00%",
      MemUsage: "0B / 0B",
      MemPerc: "0.00%",
      NetIO: "0B / 0B",
      BlockIO: "0B / 0B",
      PIDs: "0",
    };
  const system = now.systemNs - before.systemNs;
  const busy = now.cpuNs - before.cpuNs;
  const cpu = system > 0 && busy > 0 ? (busy / system) * now.cpus * 100 : 0;
  const memory = now.memoryLimitBytes > 0 ? (now.memoryBytes / now.memoryLimitBytes) * 100 : 0;
  const pair = (a: number, b: number) => `${humanSize(a, 3)} / ${humanSize(b, 3)}`;
  return {
    ...names,
    CPUPerc: `${cpu.toFixed(2)}%`,
    MemUsage: `${binarySize(now.memoryBytes)} / ${binarySize(now.memoryLimitBytes)}`,
    MemPerc: `${memory.toFixed(2)}%`,
    NetIO: pair(now.rxBytes, now.txBytes),
    BlockIO: pair(now.readBytes, now.writeBytes),
    PIDs: String(now.pids),
  };
}

function chosen(context: Context): readonly (readonly [reference: string, container: ContainerInfo])[] {
  const { engine, flags, args } = context;
  if (args.length > 0) return args.map((reference) => [reference, engine.container(reference)] as const);
  const all = engine.containers();
  const running = flags.on("all")
    ? all
    : all.filter(({ status }) => status === "running" || status === "paused");
  return running.map((container) => [shortId(container.id), container] as const);
}

function* sample({ engine, sys }: Context, { id, status }: ContainerInfo): Call<StatsSample | undefined> {
  if (status !== "running" && status !== "paused") return undefined;
  try {
    return yield* engine.stats(sys, id);
  } catch (error) {
    // It ended while we looked.
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

export function* stats(context: Context): Call<number> {
  const { flags, sys } = context;
  if (flags.on("all") && context.args.length > 0) throw new CliError("cannot use --all with container names");
  const [format] = formatFlags(flags);
  const once = flags.on("no-stream");
  const terminal = yield* sys.isatty(1);
  let before = new Map<string, StatsSample | undefined>();
  for (const [, container] of chosen(context)) before.set(container.id, yield* sample(context, container));
  for (;;) {
    yield* sys.nanosleep(INTERVAL_NS);
    const after = new Map<string, StatsSample | undefined>();
    const rows: Row[] = [];
    for (const [reference, container] of chosen(context)) {
      const now = yield* sample(context, container);
      after.set(container.id, now);
      rows.push(row(reference, container, flags.on("no-trunc"), now, before.get(container.id)));
    }
    before = after;
    // The live table is drawn over the last one.
    const clear = once || !(terminal || format === "") ? "" : "\x1b[2J\x1b[H";
    context.put(clear + listing(STATS_LIST, rows, format, false));
    yield* context.io.flush();
    if (once) return 0;
  }
}
