/** HostConfig of a container: what it was asked for, in the fields that the lab's engine knows. */
import type { ContainerInfo, MountSpec } from "../../engine/contract";
import type { Struct, Value } from "../template/values";

const bind = ({ source, target, readOnly }: MountSpec): string =>
  `${source}:${target}${readOnly ? ":ro" : ""}`;
const orNull = (list: readonly string[]): Value => (list.length === 0 ? null : list);

/** runc's conversion back: a weight as shares. */
const sharesOf = (weight: number): number => Math.ceil(((weight - 1) * 262142) / 9999 + 2);

export function hostConfig(
  { spec, mounts }: ContainerInfo,
  masked: readonly string[],
  readOnly: readonly string[],
): Struct {
  const { resources } = spec;
  const memory = resources.memoryMax ?? 0;
  const swap = resources.memorySwapMax;
  const nano =
    resources.cpuMax !== undefined && resources.cpuMax.quotaUs > 0 && resources.cpuMax.periodUs === 100_000;
  const ports = new Map<string, Value[]>();
  for (const { containerPort, protocol, hostAddress, hostPort } of spec.ports) {
    const key = `${containerPort}/${protocol}`;
    ports.set(key, [
      ...(ports.get(key) ?? []),
      { HostIp: hostAddress === "0.0.0.0" ? "" : hostAddress, HostPort: String(hostPort) },
    ]);
  }
  const tmpfs = mounts.filter(({ kind }) => kind === "tmpfs");
  return {
    Binds: orNull(
      mounts
        .filter(
          ({ kind, source }) => kind === "bind" || (kind === "volume" && !/^[0-9a-f]{64}$/.test(source)),
        )
        .map(bind),
    ),
    ContainerIDFile: "",
    LogConfig: { Type: "json-file", Config: new Map() },
    NetworkMode: spec.network === "bridge" ? "default" : spec.network,
    PortBindings: ports as ReadonlyMap<string, Value>,
    RestartPolicy: { Name: spec.restart.name, MaximumRetryCount: spec.restart.maximum },
    AutoRemove: spec.autoRemove,
    VolumeDriver: "",
    VolumesFrom: null,
    CapAdd: orNull(spec.capAdd),
    CapDrop: orNull(spec.capDrop),
    CgroupnsMode: "private",
    Dns: [],
    DnsOptions: [],
    DnsSearch: [],
    ExtraHosts: null,
    GroupAdd: null,
    IpcMode: spec.ipcMode || "private",
    Cgroup: "",
    Links: null,
    OomScoreAdj: resources.oomScoreAdj ?? 0,
    PidMode: spec.pidMode,
    Privileged: spec.privileged,
    PublishAllPorts: false,
    ReadonlyRootfs: spec.readOnlyRoot,
    SecurityOpt: orNull([
      ...(spec.noNewPrivileges ? ["no-new-privileges"] : []),
      ...(spec.seccomp === "default" ? [] : [`seccomp=${spec.seccomp}`]),
    ]),
    ...(tmpfs.length === 0
      ? {}
      : { Tmpfs: new Map<string, Value>(tmpfs.map(({ target, options }) => [target, options])) }),
    UTSMode: spec.utsMode,
    UsernsMode: spec.usernsMode,
    ShmSize: 67_108_864,
    ...(Object.keys(spec.sysctls).length === 0
      ? {}
      : { Sysctls: new Map<string, Value>(Object.entries(spec.sysctls)) }),
    Runtime: spec.runtime,
    Isolation: "",
    CpuShares: resources.cpuWeight === undefined ? 0 : sharesOf(resources.cpuWeight),
    Memory: memory,
    NanoCpus: nano ? resources.cpuMax!.quotaUs * 10_000 : 0,
    CgroupParent: "",
    BlkioWeight: 0,
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: [],
    BlkioDeviceWriteBps: [],
    BlkioDeviceReadIOps: [],
    BlkioDeviceWriteIOps: [],
    CpuPeriod: nano ? 0 : (resources.cpuMax?.periodUs ?? 0),
    CpuQuota: nano ? 0 : Math.max(0, resources.cpuMax?.quotaUs ?? 0),
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: resources.cpusetCpus ?? "",
    CpusetMems: "",
    Devices: [],
    DeviceCgroupRules: null,
    DeviceRequests: null,
    MemoryReservation: 0,
    MemorySwap: swap === undefined ? memory * 2 : swap < 0 ? -1 : swap + memory,
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: resources.pidsMax ?? null,
    Ulimits: Object.entries(spec.ulimits).map(([Name, { soft, hard }]) => ({
      Name,
      Hard: finite(hard),
      Soft: finite(soft),
    })),
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: masked,
    ReadonlyPaths: readOnly,
    ...(spec.init ? { Init: true } : {}),
  };
}

const finite = (limit: number): number => (Number.isFinite(limit) ? limit : -1);
