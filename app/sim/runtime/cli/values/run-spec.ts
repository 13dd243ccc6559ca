/** Flags of `docker run` and `create` as a ContainerSpec. */
import type { Call } from "../../../kernel/abi/call";
import { SysError } from "../../../kernel/abi/errno";
import { type ContainerSpec, EngineError, type MountSpec, type PortMapping } from "../../engine/contract";
import { goError } from "../../engine/words";
import type { Context } from "../context";
import { readTextFile } from "../files";
import { parseMount, parseTmpfs, parseVolume } from "./mounts";
import { choosePorts, parseExpose, parsePublish } from "./ports";
import { refuseUnknownFlags } from "./refused-flags";
import { parseResources } from "./resources";
import { fileLines, keyValues, parseMode, parseRestart, parseUlimit, withValue } from "./settings";
import { parseBytes, ValueError } from "./sizes";

/** Words after the image's name are the container's. @throws ValueError, EngineError */
export function* specOf(context: Context): Call<ContainerSpec> {
  const { flags, engine, args } = context;
  refuseUnknownFlags(flags);
  const name = flags.maybe("name");
  const restart = parseRestart(flags.text("restart"));
  if (flags.on("rm") && restart.name !== "no")
    throw new ValueError("conflicting options: cannot specify both --restart and --rm");
  const network = networkOf(context);
  const pidMode = parseMode("pid", flags.text("pid"));
  const utsMode = parseMode("uts", flags.text("uts"));
  // Beyond Docker's words: "private" is a user namespace of its own, which Docker's daemon gives by --userns-remap.
  const usernsMode =
    flags.text("userns") === "private" ? "private" : parseMode("userns", flags.text("userns"));
  if (flags.has("hostname") && utsMode === "host")
    throw new ValueError("conflicting options: hostname and the UTS mode");
  const asked = portsOf(context);
  const taken = (asked.length === 0 ? [] : engine.containers()).flatMap(({ spec }) =>
    spec.ports.map(({ protocol, hostPort }) => `${protocol}/${hostPort}`),
  );
  const ports = choosePorts(asked, new Set(taken));
  const published = ports.length > 0;
  if (network.name.startsWith("container:")) {
    if (published)
      throw new ValueError("conflicting options: port publishing and the container type network mode");
    if (flags.has("hostname")) throw new ValueError("conflicting options: hostname and the network mode");
  }
  if (network.name === "host" && published)
    yield* context.warn("WARNING: Published ports are discarded when using host network mode");
  const security = securityOf(flags.all("security-opt"));
  if (security.seccomp.startsWith("/")) yield* checkProfile(context, security.seccomp);
  const runtime = flags.text("runtime") || "runc";
  if (runtime !== "runc" && runtime !== "crun")
    throw new EngineError(`unknown or invalid runtime name: ${runtime}`, 125, "invalid");
  return {
    name: name === "" ? undefined : name?.replace(/^\//, ""),
    image: args[0]!,
    command: args.slice(1),
    entrypoint: flags.has("entrypoint") ? [flags.text("entrypoint")] : undefined,
    env: [
      ...(yield* linesOf(context, "env-file")),
      ...flags.all("env").flatMap((each) => withValue(each, context.io.env)),
    ],
    workingDir: workingDir(flags.text("workdir")),
    user: flags.text("user") || undefined,
    hostname: flags.text("hostname") || undefined,
    labels: keyValues([...(yield* linesOf(context, "label-file")), ...flags.all("label")]),
    tty: flags.on("tty"),
    openStdin: flags.on("interactive"),
    autoRemove: flags.on("rm"),
    readOnlyRoot: flags.on("read-only"),
    privileged: flags.on("privileged"),
    capAdd: flags.all("cap-add"),
    capDrop: flags.all("cap-drop"),
    noNewPrivileges: security.noNewPrivileges,
    seccomp: security.seccomp,
    mounts: yield* mountsOf(context),
    ports: network.name === "host" || network.name === "none" ? [] : ports,
    network: network.name,
    networkAliases: network.aliases,
    pidMode,
    ipcMode: parseMode("ipc", flags.text("ipc")),
    utsMode,
    usernsMode,
    resources: parseResources(flags, (yield* context.sys.getaffinity(0)).length),
    restart,
    stopSignal: flags.text("stop-signal") || undefined,
    stopTimeoutSeconds: flags.int("stop-timeout") ?? 10,
    init: flags.on("init"),
    ulimits: Object.fromEntries(flags.all("ulimit").map(parseUlimit)),
    sysctls: keyValues(flags.all("sysctl")),
    runtime,
  };

  function networkOf({ flags: { all } }: Context): {
    readonly name: string;
    readonly aliases: readonly string[];
  } {
    const given = all.call(flags, "network");
    if (given.length > 1)
      throw new ValueError(
        "more than one --network is not known to the lab's engine; use docker network connect",
      );
    const aliases = [...flags.all("network-alias")];
    let chosen = given[0] ?? "bridge";
    if (chosen.includes("=")) {
      const fields = chosen.split(",").map((field) => field.split(/=(.*)/s));
      chosen = "";
      for (const [key = "", value = ""] of fields) {
        if (key === "name") chosen = value;
        else if (key === "alias") aliases.push(value);
        else throw new ValueError(`invalid field key ${key}`);
      }
    }
    if (chosen === "" || chosen === "default") chosen = "bridge";
    if (
      aliases.length > 0 &&
      (["bridge", "none", "host"].includes(chosen) || chosen.startsWith("container:"))
    )
      throw new EngineError(
        "network-scoped alias is supported only for containers in user defined networks",
        125,
        "invalid",
      );
    return { name: chosen, aliases };
  }

  function portsOf({ args: [image = ""] }: Context): readonly PortMapping[] {
    const own = flags.all("publish").flatMap(parsePublish);
    const exposed = flags.all("expose").flatMap(parseExpose);
    if (!flags.on("publish-all")) {
      if (exposed.length > 0)
        throw new ValueError(
          "--expose without --publish-all changes nothing in the lab: containers of one network reach all ports of each other",
        );
      return own;
    }
    const known = imageOrNone(image)?.config.exposedPorts ?? [];
    const more = [...new Set([...known, ...exposed])].flatMap((port) => parsePublish(port));
    return [
      ...own,
      ...more.filter(
        ({ containerPort, protocol }) =>
          !own.some((each) => each.containerPort === containerPort && each.protocol === protocol),
      ),
    ];
  }

  function imageOrNone(image: string) {
    try {
      return engine.image(image);
    } catch (error) {
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }
}

function workingDir(path: string): string | undefined {
  if (path === "") return undefined;
  if (!path.startsWith("/"))
    throw new EngineError(
      `the working directory '${path}' is invalid, it needs to be an absolute path`,
      125,
      "invalid",
    );
  return path;
}

function securityOf(options: readonly string[]): {
  readonly noNewPrivileges: boolean;
  readonly seccomp: string;
} {
  let noNewPrivileges = false;
  let seccomp = "default";
  for (const option of options) {
    const [key = "", value] = option.split(/[=:](.*)/s);
    if (key === "no-new-privileges") {
      if (value !== undefined && value !== "true" && value !== "false")
        throw new EngineError(`invalid --security-opt 2: ${JSON.stringify(option)}`, 125, "invalid");
      noNewPrivileges = value !== "false";
    } else if (value === undefined) throw new ValueError(`Invalid --security-opt: ${JSON.stringify(option)}`);
    else if (key === "seccomp") seccomp = value === "builtin" ? "default" : value;
    // The lab's kernel has neither, as Docker without them, where these are taken and change nothing.
    else if (!(key === "apparmor" && value === "unconfined") && !(key === "label" && value === "disable"))
      throw new ValueError(
        `--security-opt ${key} is not known to the lab's engine: its kernel has no security module`,
      );
  }
  return {
    noNewPrivileges,
    seccomp:
      seccomp === "default" || seccomp === "unconfined" || seccomp.startsWith("/") ? seccomp : `/${seccomp}`,
  };
}

function* checkProfile(context: Context, path: string): Call<void> {
  try {
    yield* context.sys.stat(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new ValueError(`opening seccomp profile (${path}) failed: open ${path}: ${goError(error)}`);
  }
}

function* linesOf(context: Context, flag: "env-file" | "label-file"): Call<readonly string[]> {
  const lines: string[] = [];
  for (const path of context.flags.all(flag))
    lines.push(...fileLines(yield* readTextFile(context.sys, path), path, context.io.env));
  return lines;
}

/** Docker's order: binds and volumes, then --mount, then --tmpfs. */
function* mountsOf(context: Context): Call<readonly MountSpec[]> {
  const { flags, sys, engine } = context;
  const cwd = yield* sys.getcwd();
  const mounts: MountSpec[] = [];
  for (const text of flags.all("volume")) {
    try {
      mounts.push(parseVolume(text, cwd));
    } catch (error) {
      if (error instanceof ValueError) throw new EngineError(error.message, 125, "invalid");
      throw error;
    }
  }
  for (const reference of flags.all("volumes-from")) {
    const [container = "", mode = "rw"] = reference.split(":");
    if (mode !== "rw" && mode !== "ro")
      throw new EngineError(`invalid mode for volumes-from: ${mode}`, 125, "invalid");
    for (const mount of engine.container(container).mounts)
      if (mount.kind !== "tmpfs" && !mounts.some(({ target }) => target === mount.target))
        mounts.push({ ...mount, readOnly: mount.readOnly || mode === "ro" });
  }
  for (const text of flags.all("mount")) {
    const mount = parseMount(text);
    if (mount.kind === "bind") yield* checkSource(context, mount.source);
    mounts.push(mount);
  }
  mounts.push(...flags.all("tmpfs").map(parseTmpfs));
  const shm = flags.text("shm-size");
  if (shm !== "")
    mounts.push({
      kind: "tmpfs",
      source: "",
      target: "/dev/shm",
      readOnly: false,
      options: `mode=1777,size=${parseBytes(shm)}`,
    });
  return mounts;
}

/** --mount wants what it binds to be there; -v makes it. */
function* checkSource({ sys }: Context, source: string): Call<void> {
  try {
    yield* sys.stat(source);
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== "ENOENT") throw error;
    throw new EngineError(
      `invalid mount config for type "bind": bind source path does not exist: ${source}`,
      125,
      "invalid",
    );
  }
}
