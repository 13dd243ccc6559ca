/** Looking at containers: logs, top, port, diff. */
import type { Call } from "../../../kernel/abi/call";
import { CliError, type Context } from "../context";
import { alignColumns } from "../format/table";
import { parseMoment } from "../values/moments";

export function* logs(context: Context): Call<number> {
  const { flags, engine, sys, args } = context;
  if (flags.has("until")) throw new CliError("--until is not known to the lab's engine");
  if (flags.on("details")) throw new CliError("--details is not known to the lab's engine");
  const container = engine.container(args[0]!).id;
  const tail = flags.text("tail");
  const since = flags.text("since");
  const now = yield* context.nowSeconds();
  yield* context.io.flush();
  yield* engine.logs(sys, container, {
    follow: flags.on("follow"),
    // What is no number means all, as for Docker's daemon.
    tail: /^\d+$/.test(tail) ? Number(tail) : -1,
    timestamps: flags.on("timestamps"),
    sinceSeconds: since === "" ? 0 : parseMoment(since, now, "since"),
  });
  return 0;
}

/** Docker's own width for this table. */
const TOP_COLUMN = 20;

export function* top(context: Context): Call<number> {
  const { engine, sys, args } = context;
  if (args.length > 1) throw new CliError("options of ps are not known to the lab's engine");
  const container = engine.container(args[0]!);
  if (container.status !== "running" && container.status !== "paused")
    throw new CliError(`Error response from daemon: container ${container.id} is not running`);
  const rows = yield* engine.top(sys, container.id);
  context.put(
    alignColumns(
      [["UID", "PID", "PPID", "CMD"], ...rows].map((row) => row.join("\t")),
      TOP_COLUMN,
    ),
  );
  return 0;
}

export function* port(context: Context): Call<number> {
  const { engine, args } = context;
  const [reference = "", wanted] = args;
  const { spec, status } = engine.container(reference);
  const published = status === "running" || status === "paused" ? spec.ports : [];
  if (wanted === undefined) {
    const lines = published.map(
      ({ containerPort, protocol, hostAddress, hostPort }) =>
        `${containerPort}/${protocol} -> ${hostAddress}:${hostPort}\n`,
    );
    context.put(lines.sort().join(""));
    return 0;
  }
  const [number = "", protocol = "tcp"] = wanted.split("/");
  if (!/^\d+$/.test(number)) throw new CliError(`Error: invalid port '${wanted}'`);
  const found = published.filter(
    (each) => String(each.containerPort) === number && each.protocol === protocol,
  );
  if (found.length === 0) throw new CliError(`Error: No public port '${wanted}' published for ${reference}`);
  context.put(found.map(({ hostAddress, hostPort }) => `${hostAddress}:${hostPort}\n`).join(""));
  return 0;
}

export function* diff(context: Context): Call<number> {
  const { engine, sys, args } = context;
  const changes = yield* engine.diff(sys, engine.container(args[0]!).id);
  context.put(changes.map(({ kind, path }) => `${kind} ${path}\n`).join(""));
  return 0;
}
