/** config.json for a container of an image, with Docker's defaults. */
import type { Capability } from "../../kernel/abi/flags";
import { CAPABILITIES } from "../../kernel/abi/flags";
import type { ContainerSpec, Resources } from "../engine/contract";
import type { OciConfig, OciMount, OciNamespace, OciResources, SeccompConfig } from "./config-schema";
import {
  capabilityOf,
  DEFAULT_MOUNTS,
  defaultSeccomp,
  MASKED_PATHS,
  READ_ONLY_PATHS,
  tweakCapabilities,
} from "./defaults";

/** What the engine has found out before a bundle is written. */
export interface SpecFacts {
  readonly spec: ContainerSpec;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
  readonly hostname: string;
  readonly rootfs: string;
  /** From the root of the cgroup file system. */
  readonly cgroupsPath: string;
  /** Beside the default ones: /etc/hosts and its like, volumes, binds, tmpfs; in order. */
  readonly mounts: readonly OciMount[];
  /** Namespaces that are not new: undefined for the host's own, else the file of one to join. */
  readonly joined: ReadonlyMap<OciNamespace, string | undefined>;
  /** First id on the host of the 65536 that a user namespace maps; undefined without one. */
  readonly firstMappedId: number | undefined;
  /** The profile of spec.seccomp if that is a path. */
  readonly seccomp: SeccompConfig | undefined;
}

const MAPPED_IDS = 65536;
/** Without capabilities, a container's user may listen on port 80 and send pings (moby since 20.10). */
const NETWORK_SYSCTLS = {
  "net.ipv4.ip_unprivileged_port_start": "0",
  "net.ipv4.ping_group_range": "0 2147483647",
};
const NAMESPACES: readonly OciNamespace[] = ["mount", "uts", "ipc", "pid", "network", "cgroup"];

export function specFor(facts: SpecFacts): OciConfig {
  const { spec, firstMappedId, joined } = facts;
  const capabilities = capabilitiesOf(spec);
  const kinds = firstMappedId === undefined ? NAMESPACES : (["user", ...NAMESPACES] as const);
  const namespaces = kinds.flatMap((type) => {
    if (!joined.has(type)) return [{ type }];
    const path = joined.get(type);
    return path === undefined ? [] : [{ type, path }];
  });
  const mappings = [{ containerID: 0, hostID: firstMappedId ?? 0, size: MAPPED_IDS }];
  const seccomp = spec.privileged ? undefined : profileOf(facts, capabilities);
  const own = (type: OciNamespace) => !joined.has(type);
  return {
    ociVersion: "1.1.0",
    process: {
      terminal: spec.tty,
      user: { uid: facts.user.uid, gid: facts.user.gid, additionalGids: [...facts.user.groups] },
      args: [...facts.args],
      env: [...facts.env],
      cwd: facts.cwd,
      capabilities: capabilitySets(capabilities, facts.user.uid),
      rlimits: Object.entries(spec.ulimits).map(([name, { soft, hard }]) => ({
        type: `RLIMIT_${name.toUpperCase()}` as never,
        soft,
        hard,
      })),
      noNewPrivileges: spec.noNewPrivileges,
      ...(spec.resources.oomScoreAdj === undefined ? {} : { oomScoreAdj: spec.resources.oomScoreAdj }),
    },
    root: { path: facts.rootfs, readonly: spec.readOnlyRoot },
    ...(own("uts") ? { hostname: facts.hostname } : {}),
    mounts: [...defaultMounts(spec), ...facts.mounts],
    linux: {
      namespaces,
      ...(firstMappedId === undefined ? {} : { uidMappings: mappings, gidMappings: mappings }),
      cgroupsPath: facts.cgroupsPath,
      resources: resourcesOf(spec.resources),
      sysctl: { ...(own("network") && firstMappedId === undefined ? NETWORK_SYSCTLS : {}), ...spec.sysctls },
      ...(seccomp === undefined ? {} : { seccomp }),
      maskedPaths: spec.privileged ? [] : [...MASKED_PATHS],
      readonlyPaths: spec.privileged ? [] : [...READ_ONLY_PATHS],
    },
  };
}

function capabilitiesOf(spec: ContainerSpec): readonly Capability[] {
  if (spec.privileged) return CAPABILITIES;
  const named = (names: readonly string[]) => names.map(capabilityOf).filter((name) => name !== undefined);
  return tweakCapabilities(named(spec.capAdd), named(spec.capDrop));
}

/** As execve would leave them: a user that is not root has them in the bounding set alone. */
export function capabilitySets(capabilities: readonly Capability[], uid: number) {
  const names = capabilities.map((name) => `CAP_${name}` as const);
  return uid === 0
    ? { bounding: names, effective: names, permitted: names }
    : { bounding: names, effective: [], permitted: [] };
}

function profileOf({ spec, seccomp }: SpecFacts, capabilities: readonly Capability[]) {
  if (spec.seccomp === "unconfined") return undefined;
  return seccomp ?? defaultSeccomp(new Set(capabilities));
}

/** A privileged container sees sysfs and its cgroups writable; without a mount of its own, mqueue and shm are the host's. */
function defaultMounts(spec: ContainerSpec): OciMount[] {
  const targets = new Set(spec.mounts.map(({ target }) => target));
  return DEFAULT_MOUNTS.filter(({ destination }) => !targets.has(destination)).map((mount) =>
    spec.privileged ? { ...mount, options: mount.options?.filter((option) => option !== "ro") } : mount,
  );
}

/** Bytes and shares in the specification's words; what has none goes by the file's own name. */
export function resourcesOf(resources: Resources): OciResources {
  const { memoryMax, memorySwapMax, cpuMax, cpusetCpus, pidsMax } = resources;
  const unified: Record<string, string> = {};
  if (resources.memoryHigh !== undefined) unified["memory.high"] = String(resources.memoryHigh);
  if (resources.cpuWeight !== undefined) unified["cpu.weight"] = String(resources.cpuWeight);
  const swap = memorySwapMax ?? (memoryMax !== undefined && memoryMax > 0 ? memoryMax : undefined);
  return {
    ...(memoryMax === undefined && swap === undefined
      ? {}
      : {
          memory: {
            ...(memoryMax === undefined ? {} : { limit: memoryMax }),
            ...(swap === undefined ? {} : { swap: swap < 0 ? -1 : swap + Math.max(memoryMax ?? 0, 0) }),
          },
        }),
    ...(cpuMax === undefined && cpusetCpus === undefined
      ? {}
      : {
          cpu: {
            ...(cpuMax === undefined ? {} : { quota: cpuMax.quotaUs, period: cpuMax.periodUs }),
            ...(cpusetCpus === undefined ? {} : { cpus: cpusetCpus }),
          },
        }),
    ...(pidsMax === undefined ? {} : { pids: { limit: pidsMax } }),
    ...(Object.keys(unified).length === 0 ? {} : { unified }),
  };
}
