/** A container's bundle, made when it starts: its root file system mounted, its files in /etc, its config.json. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import {
  type OciConfig,
  type OciMount,
  type OciNamespace,
  readConfig,
  seccompSchema,
} from "../bundle/config-schema";
import { DEFAULT_PATH } from "../bundle/defaults";
import { specFor } from "../bundle/spec-for";
import { ImageError } from "../image/errors";
import { formatJson } from "../image/json";
import { readDocument } from "../image/schemas";
import { EngineError } from "./contract";
import { firstId } from "./create";
import { look, makeDirectories, readFile, readText, unless, writeFile } from "./file-work";
import { StartFailure } from "./find-program";
import { hostnameOf, writeHosts } from "./hosts-file";
import { type ContainerRecord, DOCKER_ROOT, INIT_PATH, paths } from "./records";
import type { EngineState } from "./state";
import { findUser } from "./users";
import { fillVolume } from "./volumes";

/** Options of one mount are at most a page long. */
const MOST_OPTIONS = 4095;

export function* mountRoot(sys: Sys, id: string): Call<void> {
  const lower = (yield* readText(sys, `${paths.layer(id)}/lower`))
    .split(":")
    .map((link) => `${DOCKER_ROOT}/overlay2/${link}`)
    .join(":");
  const options = `lowerdir=${lower},upperdir=${paths.upper(id)},workdir=${paths.layer(id)}/work`;
  if (options.length > MOST_OPTIONS)
    throw new EngineError("cannot mount layers, mount label too large: the image has too many layers", 125);
  yield* sys.mount("overlay", paths.merged(id), "overlay", 0, options);
}

/** Writes the bundle and reads it back, as the runtime does. The root file system is mounted. @throws StartFailure, EngineError */
export function* makeBundle(state: EngineState, sys: Sys, container: ContainerRecord): Call<OciConfig> {
  const { id, spec, image } = container;
  const root = paths.merged(id);
  const hostname =
    spec.network === "host" && spec.hostname === undefined
      ? (yield* sys.uname()).nodename
      : hostnameOf(container);
  yield* writeFile(sys, paths.file(id, "hostname"), `${hostname}\n`);
  yield* writeFile(sys, paths.file(id, "resolv.conf"), yield* resolvConf(sys));
  yield* writeHosts(state, sys, container, hostname);
  const user = yield* findUser(sys, root, spec.user ?? image.user);
  const config = specFor({
    spec,
    args: spec.init ? ["/sbin/docker-init", "--", ...container.args] : container.args,
    env: environmentOf(container, hostname, user.home),
    cwd: spec.workingDir || image.workingDir || "/",
    user,
    hostname,
    rootfs: root,
    cgroupsPath: paths.cgroup(id),
    mounts: yield* mountsOf(state, sys, container, root),
    joined: joinedNamespaces(state, container),
    firstMappedId: firstId(spec) === 0 ? undefined : firstId(spec),
    seccomp: yield* seccompOf(sys, spec.seccomp),
  });
  const bundle = paths.bundle(id);
  yield* makeDirectories(sys, bundle, 0o711);
  const path = `${bundle}/config.json`;
  yield* writeFile(sys, path, formatJson(config));
  return readConfig(yield* readFile(sys, path), path);
}

function* resolvConf(sys: Sys): Call<string> {
  const host = yield* unless(readText(sys, "/etc/resolv.conf"), "ENOENT");
  return host === undefined || host === "" ? "nameserver 8.8.8.8\nnameserver 8.8.4.4\n" : host;
}

function* seccompOf(sys: Sys, profile: string) {
  if (profile === "default" || profile === "" || profile === "unconfined") return undefined;
  try {
    return readDocument(seccompSchema, yield* readFile(sys, profile), profile);
  } catch (error) {
    if (error instanceof ImageError)
      throw new EngineError(`opening seccomp profile (${profile}) failed: ${error.message}`, 125, "invalid");
    throw new EngineError(
      `opening seccomp profile (${profile}) failed: open ${profile}: no such file or directory`,
      125,
      "invalid",
    );
  }
}

/** PATH and HOSTNAME first, then the image's, then the command line's, each name once; HOME last. */
function environmentOf({ spec, image }: ContainerRecord, hostname: string, home: string): readonly string[] {
  const lines = new Map<string, string>();
  const add = (line: string) => {
    const equals = line.indexOf("=");
    if (equals > 0) lines.set(line.slice(0, equals), line);
  };
  add(`PATH=${DEFAULT_PATH}`);
  add(`HOSTNAME=${hostname}`);
  if (spec.tty) add("TERM=xterm");
  for (const line of [...image.env, ...spec.env]) add(line);
  if (!lines.has("HOME")) add(`HOME=${home}`);
  return [...lines.values()];
}

function* mountsOf(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  root: string,
): Call<readonly OciMount[]> {
  const { spec } = container;
  const bind = (destination: string, source: string, ...options: string[]): OciMount => ({
    destination,
    type: "bind",
    source,
    options: ["rbind", "rprivate", ...options],
  });
  const asked: OciMount[] = [];
  for (const { kind, source, target, readOnly, options } of container.mounts) {
    const more = options.split(",").filter((option) => option !== "");
    const mode = readOnly ? ["ro"] : [];
    if (kind === "tmpfs") {
      asked.push({
        destination: target,
        type: "tmpfs",
        source: "tmpfs",
        options: ["noexec", "nosuid", "nodev", ...mode, ...more.filter((option) => option !== "rw")],
      });
      continue;
    }
    const wanted = [...mode, ...more.filter((option) => PLAIN_OPTIONS.has(option))];
    if (kind === "volume") {
      const volume = state.volumes.get(source);
      if (volume === undefined) throw new StartFailure(`get ${source}: no such volume`);
      if (!more.includes("nocopy")) yield* fillVolume(sys, volume, root, target);
      asked.push(bind(target, volume.mountpoint, ...wanted));
    } else {
      if ((yield* look(sys, source)) === undefined) yield* makeDirectories(sys, source, 0o755);
      asked.push(bind(target, source, ...wanted));
    }
  }
  const init = spec.init ? [bind("/sbin/docker-init", INIT_PATH, "ro")] : [];
  const own = (["resolv.conf", "hostname", "hosts"] as const)
    .filter((name) => !container.mounts.some(({ target }) => target === `/etc/${name}`))
    .map((name) => bind(`/etc/${name}`, paths.file(networkOwner(state, container).id, name)));
  return [...own, ...init, ...asked.sort((a, b) => depth(a) - depth(b))];
}

const PLAIN_OPTIONS = new Set([
  "ro",
  "rw",
  "noexec",
  "nosuid",
  "nodev",
  "exec",
  "suid",
  "dev",
  "shared",
  "rshared",
  "slave",
  "rslave",
  "private",
  "rprivate",
]);
const depth = ({ destination }: OciMount): number =>
  destination.split("/").filter((part) => part !== "").length;

/** Who has the files in /etc: with --network container:X that other container. */
function networkOwner(state: EngineState, container: ContainerRecord): ContainerRecord {
  const { network } = container.spec;
  return network.startsWith("container:") ? state.find(network.slice("container:".length)) : container;
}

/** Namespaces that are the host's or another container's. */
function joinedNamespaces(
  state: EngineState,
  { spec }: ContainerRecord,
): ReadonlyMap<OciNamespace, string | undefined> {
  const joined = new Map<OciNamespace, string | undefined>();
  const modes: readonly (readonly [OciNamespace, string, string])[] = [
    ["pid", spec.pidMode, "pid"],
    ["ipc", spec.ipcMode, "ipc"],
    ["uts", spec.utsMode === "" && spec.network === "host" ? "host" : spec.utsMode, "uts"],
    ["network", spec.network, "net"],
  ];
  for (const [kind, mode, file] of modes) {
    if (mode === "host") joined.set(kind, undefined);
    if (!mode.startsWith("container:")) continue;
    const other = state.find(mode.slice("container:".length));
    if (other.pid === 0)
      throw new EngineError(
        `cannot join ${kind === "network" ? "network" : kind} of a non running container: ${other.id}`,
        125,
        "conflict",
      );
    joined.set(kind, `/proc/${other.pid}/ns/${file}`);
  }
  return joined;
}
