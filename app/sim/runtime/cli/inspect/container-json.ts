/** A container as `docker inspect` shows it: fields, order and defaults of Docker's API 1.43. */

import { MASKED_PATHS, READ_ONLY_PATHS } from "../../bundle/defaults";
import type { ContainerInfo, ImageInfo, NetworkInfo, PortMapping, VolumeInfo } from "../../engine/contract";
import { timeOrNone } from "../format/units";
import type { Struct, Value } from "../template/values";
import { hostConfig } from "./host-config";

export interface ContainerFacts {
  readonly container: ContainerInfo;
  readonly image: ImageInfo | undefined;
  readonly networks: readonly NetworkInfo[];
  readonly volumes: readonly VolumeInfo[];
  /** Bytes, with --size. */
  readonly size: { readonly own: number; readonly whole: number } | undefined;
}

const portKey = ({ containerPort, protocol }: PortMapping): string => `${containerPort}/${protocol}`;

function bindings(ports: readonly PortMapping[], shown: (port: PortMapping) => Struct): Map<string, Value> {
  const all = new Map<string, Struct[]>();
  for (const port of ports) all.set(portKey(port), [...(all.get(portKey(port)) ?? []), shown(port)]);
  return all;
}

function state({
  status,
  pid,
  exitCode,
  oomKilled,
  error,
  startedSeconds,
  finishedSeconds,
}: ContainerInfo): Struct {
  return {
    Status: status,
    Running: status === "running" || status === "paused" || status === "restarting",
    Paused: status === "paused",
    Restarting: status === "restarting",
    OOMKilled: oomKilled,
    Dead: status === "dead",
    Pid: pid,
    ExitCode: exitCode,
    Error: error,
    StartedAt: timeOrNone(startedSeconds),
    FinishedAt: timeOrNone(finishedSeconds),
  };
}

function config({ container, image }: ContainerFacts): Struct {
  const { spec } = container;
  const base = image?.config;
  const list = (names: readonly string[]) => (names.length === 0 ? [] : names);
  const exposed = [...new Set([...(base?.exposedPorts ?? []), ...spec.ports.map(portKey)])];
  const command =
    spec.command.length > 0 ? spec.command : spec.entrypoint === undefined ? (base?.cmd ?? null) : null;
  return {
    Hostname: spec.hostname ?? (spec.network === "host" ? "" : container.id.slice(0, 12)),
    Domainname: "",
    User: spec.user ?? base?.user ?? "",
    AttachStdin: spec.openStdin,
    AttachStdout: true,
    AttachStderr: true,
    ...(exposed.length === 0
      ? {}
      : { ExposedPorts: new Map<string, Value>(exposed.map((port) => [port, {}])) }),
    Tty: spec.tty,
    OpenStdin: spec.openStdin,
    StdinOnce: spec.openStdin,
    Env: list(mergedEnv(base?.env ?? [], spec.env)),
    Cmd: command,
    Image: spec.image,
    Volumes:
      base === undefined || base.volumes.length === 0
        ? null
        : new Map<string, Value>(base.volumes.map((path) => [path, {}])),
    WorkingDir: spec.workingDir ?? base?.workingDir ?? "",
    Entrypoint: spec.entrypoint ?? base?.entrypoint ?? null,
    OnBuild: null,
    Labels: new Map<string, Value>(Object.entries({ ...(base?.labels ?? {}), ...spec.labels })),
    ...(spec.stopSignal === undefined && !base?.stopSignal
      ? {}
      : { StopSignal: spec.stopSignal ?? base?.stopSignal }),
    ...(spec.stopTimeoutSeconds === 10 ? {} : { StopTimeout: spec.stopTimeoutSeconds }),
  };
}

/** Variables of the command line in front of the image's, each name once. */
function mergedEnv(base: readonly string[], own: readonly string[]): readonly string[] {
  const name = (line: string) => line.split("=", 1)[0];
  const names = new Set(own.map(name));
  return [...own, ...base.filter((line) => !names.has(name(line)))];
}

function endpoint(
  network: ContainerInfo["networks"][number],
  { networks, container }: ContainerFacts,
): Struct {
  const known = networks.find(({ name }) => name === network.name);
  return {
    IPAMConfig: null,
    Links: null,
    Aliases: container.spec.networkAliases.length === 0 ? null : container.spec.networkAliases,
    NetworkID: known?.id ?? "",
    EndpointID: "",
    Gateway: network.gateway,
    IPAddress: network.address,
    IPPrefixLen: network.prefix,
    IPv6Gateway: "",
    GlobalIPv6Address: "",
    GlobalIPv6PrefixLen: 0,
    MacAddress: network.mac,
    DriverOpts: null,
  };
}

function networkSettings(facts: ContainerFacts): Struct {
  const { container, image } = facts;
  const running = container.pid !== 0;
  const bridge = container.networks.find(({ name }) => name === "bridge");
  const ports = new Map<string, Value>(
    running ? (image?.config.exposedPorts ?? []).map((port) => [port, null]) : [],
  );
  if (running)
    for (const [key, value] of bindings(container.spec.ports, ({ hostAddress, hostPort }) => ({
      HostIp: hostAddress,
      HostPort: String(hostPort),
    })))
      ports.set(key, value);
  return {
    Bridge: "",
    SandboxID: "",
    HairpinMode: false,
    LinkLocalIPv6Address: "",
    LinkLocalIPv6PrefixLen: 0,
    Ports: ports,
    SandboxKey: running ? `/proc/${container.pid}/ns/net` : "",
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: "",
    Gateway: bridge?.gateway ?? "",
    GlobalIPv6Address: "",
    GlobalIPv6PrefixLen: 0,
    IPAddress: bridge?.address ?? "",
    IPPrefixLen: bridge?.prefix ?? 0,
    IPv6Gateway: "",
    MacAddress: bridge?.mac ?? "",
    Networks: new Map<string, Value>(
      container.networks.map((network) => [network.name, endpoint(network, facts)]),
    ),
  };
}

function mounts({ container, volumes }: ContainerFacts): readonly Struct[] {
  return container.mounts
    .filter(({ kind }) => kind !== "tmpfs")
    .map(({ kind, source, target, readOnly, options }) => ({
      Type: kind,
      ...(kind === "volume" ? { Name: source } : {}),
      Source: kind === "volume" ? (volumes.find(({ name }) => name === source)?.mountpoint ?? "") : source,
      Destination: target,
      ...(kind === "volume" ? { Driver: "local" } : {}),
      Mode: readOnly ? "ro" : "",
      RW: !readOnly,
      Propagation: kind === "bind" ? options || "rprivate" : "",
    }));
}

export function containerJson(facts: ContainerFacts): Struct {
  const { container, size } = facts;
  const { spec } = container;
  return {
    Id: container.id,
    Created: timeOrNone(container.createdSeconds),
    Path: container.path,
    Args: container.args,
    State: state(container),
    Image: container.imageId,
    ResolvConfPath: `/var/lib/docker/containers/${container.id}/resolv.conf`,
    HostnamePath: `/var/lib/docker/containers/${container.id}/hostname`,
    HostsPath: `/var/lib/docker/containers/${container.id}/hosts`,
    LogPath: container.logPath,
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: "overlay2",
    Platform: "linux",
    MountLabel: "",
    ProcessLabel: "",
    AppArmorProfile: "",
    ExecIDs: null,
    HostConfig: hostConfig(
      container,
      spec.privileged ? [] : MASKED_PATHS,
      spec.privileged ? [] : READ_ONLY_PATHS,
    ),
    GraphDriver: {
      Data: new Map<string, Value>([
        ["MergedDir", container.rootfs],
        ["UpperDir", container.upperDirectory],
        ["WorkDir", container.upperDirectory.replace(/\/diff$/, "/work")],
      ]),
      Name: "overlay2",
    },
    ...(size === undefined ? {} : { SizeRw: size.own, SizeRootFs: size.whole }),
    Mounts: mounts(facts),
    Config: config(facts),
    NetworkSettings: networkSettings(facts),
  };
}
