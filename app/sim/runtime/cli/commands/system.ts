/** docker version, info, events, system df, system prune. */
import type { Call } from "../../../kernel/abi/call";
import { CliError, type Context } from "../context";
import { filterBy } from "../filters";
import { binarySize, humanSize } from "../format/units";
import { compileTemplate } from "../template/template";
import { type Struct, toJson } from "../template/values";
import { parseMoment } from "../values/moments";
import { API_VERSION, BUILD, VERSION } from "../version";
import { confirmed } from "./confirm";
import { pruneImages } from "./images";
import { pruneContainers } from "./life";
import { pruneNetworks } from "./networks";
import { pruneVolumes } from "./volumes";

/** By template or as JSON, if --format says so. */
function formatted(context: Context, value: Struct): boolean {
  const format = context.flags.text("format");
  if (format === "") return false;
  context.put(`${format === "json" ? toJson(value) : compileTemplate(format).run(value)}\n`);
  return true;
}

export function* version(context: Context): Call<number> {
  const { release, machine } = yield* context.sys.uname();
  const arch = /^i.86$/.test(machine) ? "386" : machine;
  const common = { Version: VERSION, ApiVersion: API_VERSION, GitCommit: BUILD, Os: "linux", Arch: arch };
  const client = { ...common, Context: "default" };
  const server = { ...common, MinAPIVersion: "1.12", KernelVersion: release, Experimental: false };
  if (formatted(context, { Client: client, Server: server })) return 0;
  context.put(`Client:
 Version:           ${VERSION}
 API version:       ${API_VERSION}
 Git commit:        ${BUILD}
 OS/Arch:           linux/${arch}
 Context:           default

Server: Triptych
 Engine:
  Version:          ${VERSION}
  API version:      ${API_VERSION} (minimum version 1.12)
  Git commit:       ${BUILD}
  OS/Arch:          linux/${arch}
  Experimental:     false
`);
  return 0;
}

export function* info(context: Context): Call<number> {
  const { engine, sys } = context;
  const { release, machine, nodename } = yield* sys.uname();
  const { totalPages } = yield* sys.sysinfo();
  const processors = (yield* sys.getaffinity(0)).length;
  const containers = engine.containers();
  const count = (...statuses: readonly string[]) =>
    containers.filter(({ status }) => statuses.includes(status)).length;
  const running = count("running", "restarting");
  const paused = count("paused");
  const facts = {
    Containers: containers.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: containers.length - running - paused,
    Images: engine.images().length,
    Driver: "overlay2",
    LoggingDriver: "json-file",
    CgroupDriver: "cgroupfs",
    CgroupVersion: "2",
    KernelVersion: release,
    OperatingSystem: "Triptych (simulated kernel)",
    OSType: "linux",
    Architecture: machine,
    NCPU: processors,
    MemTotal: totalPages * 4096,
    DockerRootDir: "/var/lib/docker",
    Name: nodename,
    ServerVersion: VERSION,
    DefaultRuntime: "runc",
  };
  if (formatted(context, facts)) return 0;
  context.put(`Client:
 Version:    ${VERSION}
 Context:    default
 Debug Mode: false

Server:
 Containers: ${facts.Containers}
  Running: ${running}
  Paused: ${paused}
  Stopped: ${facts.ContainersStopped}
 Images: ${facts.Images}
 Server Version: ${VERSION}
 Storage Driver: overlay2
 Logging Driver: json-file
 Cgroup Driver: cgroupfs
 Cgroup Version: 2
 Plugins:
  Volume: local
  Network: bridge host null
  Log: json-file
 Swarm: inactive
 Runtimes: crun runc
 Default Runtime: runc
 Security Options:
  seccomp
   Profile: builtin
  cgroupns
 Kernel Version: ${release}
 Operating System: ${facts.OperatingSystem}
 OSType: linux
 Architecture: ${machine}
 CPUs: ${processors}
 Total Memory: ${binarySize(facts.MemTotal)}
 Name: ${nodename}
 Docker Root Dir: /var/lib/docker
 Debug Mode: false
 Experimental: false
 Live Restore Enabled: false

`);
  return 0;
}

/** Nanoseconds since the epoch with nine digits. */
function eventTime(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(Math.round(ns - seconds * 1e9)).padStart(9, "0")}Z`;
}

/** How often new events are looked for. */
const LOOK_NS = 100e6;

export function* events(context: Context): Call<number> {
  const { engine, flags, sys } = context;
  if (engine.events === undefined) throw new CliError("this engine keeps no events");
  const start = yield* context.nowSeconds();
  const moment = (name: "since" | "until") =>
    flags.has(name) ? parseMoment(flags.text(name), start, name) * 1e9 : undefined;
  const since = moment("since") ?? start * 1e9;
  const until = moment("until") ?? Number.POSITIVE_INFINITY;
  const format = flags.text("format");
  const template = format === "" || format === "json" ? undefined : compileTemplate(format);
  const names = (value: string, wanted: readonly (string | undefined)[]) =>
    wanted.some((each) => each === value);
  let from = since;
  let shownAtFrom = 0;
  for (;;) {
    const all = engine.events().filter(({ timeNs }) => timeNs >= from && timeNs <= until);
    // Of those that happened in the last moment that was looked at, some have been shown.
    const fresh = all.slice(shownAtFrom);
    const chosen = filterBy(fresh, flags.all("filter"), {
      type: ({ type }, value) => type === value,
      event: ({ action }, value) => action === value,
      container: ({ type, id, attributes }, value) =>
        type === "container" && (id.startsWith(value) || names(value, [attributes.name])),
      image: ({ attributes, id }, value) => names(value, [attributes.image, attributes.name, id]),
    });
    for (const event of chosen) {
      const attributes = Object.entries(event.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
      const fields: Struct = {
        status: event.action,
        id: event.id,
        Type: event.type,
        Action: event.action,
        Actor: { ID: event.id, Attributes: new Map(attributes) },
        scope: "local",
        time: Math.floor(event.timeNs / 1e9),
        timeNano: event.timeNs,
      };
      if (format === "json") context.put(`${toJson(fields)}\n`);
      else if (template !== undefined)
        context.put(
          `${template.run({ ...fields, ID: event.id, Status: event.action, Time: fields.time, TimeNano: event.timeNs })}\n`,
        );
      else
        context.put(
          `${eventTime(event.timeNs)} ${event.type} ${event.action} ${event.id} (${attributes.map(([key, value]) => `${key}=${value}`).join(", ")})\n`,
        );
    }
    yield* context.io.flush();
    const last = all.at(-1)?.timeNs;
    if (last !== undefined) {
      shownAtFrom = all.filter(({ timeNs }) => timeNs === last).length;
      from = last;
    }
    if ((yield* context.nowSeconds()) * 1e9 >= until) return 0;
    yield* sys.nanosleep(LOOK_NS);
  }
}

export function* prune(context: Context): Call<number> {
  const { flags } = context;
  if (flags.has("filter")) throw new CliError("--filter is not known to the lab's engine");
  const lines = [
    "all stopped containers",
    "all networks not used by at least one container",
    ...(flags.on("volumes") ? ["all anonymous volumes not used by at least one container"] : []),
    flags.on("all") ? "all images without at least one container associated to them" : "all dangling images",
    flags.on("all") ? "all build cache" : "unused build cache",
  ];
  const warning = `WARNING! This will remove:\n${lines.map((line) => `  - ${line}\n`).join("")}\n`;
  if (!flags.on("force") && !(yield* confirmed(context, warning))) return 0;
  const containers = yield* pruneContainers(context);
  const networks = yield* pruneNetworks(context);
  const volumes = flags.on("volumes") ? yield* pruneVolumes(context, false) : { names: [], bytes: 0 };
  const images = yield* pruneImages(context, flags.on("all"));
  const part = (name: string, items: readonly string[]) =>
    items.length === 0 ? "" : `Deleted ${name}:\n${items.join("\n")}\n\n`;
  context.put(
    part("Containers", containers.ids) +
      part("Networks", networks) +
      part("Volumes", volumes.names) +
      part("Images", images.lines),
  );
  context.put(`Total reclaimed space: ${humanSize(containers.bytes + volumes.bytes + images.bytes)}\n`);
  return 0;
}
