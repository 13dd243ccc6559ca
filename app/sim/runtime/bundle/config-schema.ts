/** config.json of a bundle, as the OCI runtime specification v1.1 defines it (config.md, config-linux.md): hostile input. */
import { z } from "zod";
import { CAPABILITIES, RLIMITS } from "../../kernel/abi/flags";
import { ImageError } from "../image/errors";
import { parseJson } from "../image/json";
import { defaultLimits } from "../image/limits";
import { HOOK_NAMES } from "./steps";

/** Go writes an empty slice or map as null; that is the same as absent. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional());
const MOST = 4096;
const NO_NUL = /^[^\0]*$/;
const text = z.string().max(131_072).regex(NO_NUL, "must not hold a zero byte");
const texts = z.array(text).max(MOST);
const path = text.max(4095);
const absolute = path.regex(/^\//, "must be an absolute path");
const count = z.number().int().nonnegative();
const id = z.number().int().min(0).max(4_294_967_294);
const limited = z.number().int().min(-1);
const map = z.record(text, text);
const capabilityNames = z.enum(CAPABILITIES.map((name) => `CAP_${name}` as const));
const capabilitySet = optional(z.array(capabilityNames).max(64));
const limitNames = z.enum(RLIMITS.map((name) => `RLIMIT_${name}` as const));

const userSchema = z.object({
  uid: id,
  gid: id,
  umask: optional(z.number().int().min(0).max(0o777)),
  additionalGids: optional(z.array(id).max(65536)),
});

const processSchema = z.object({
  terminal: optional(z.boolean()),
  consoleSize: optional(z.object({ height: count, width: count })),
  user: userSchema,
  args: texts.min(1, "names no program to run"),
  env: optional(texts),
  cwd: absolute,
  capabilities: optional(
    z.object({
      bounding: capabilitySet,
      effective: capabilitySet,
      inheritable: capabilitySet,
      permitted: capabilitySet,
      ambient: capabilitySet,
    }),
  ),
  rlimits: optional(
    z
      .array(z.object({ type: limitNames, soft: z.number().nonnegative(), hard: z.number().nonnegative() }))
      .max(64),
  ),
  noNewPrivileges: optional(z.boolean()),
  oomScoreAdj: optional(z.number().int().min(-1000).max(1000)),
});

const mountSchema = z.object({
  destination: absolute,
  type: optional(text),
  source: optional(path),
  options: optional(z.array(text.max(4095)).max(256)),
});

const NAMESPACES = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"] as const;
const mappingSchema = z.object({
  containerID: id,
  hostID: id,
  size: z.number().int().min(1).max(4_294_967_295),
});
const deviceSchema = z.object({
  type: z.enum(["c", "b", "u", "p"]),
  path: absolute,
  major: optional(z.number().int().min(0).max(4095)),
  minor: optional(z.number().int().min(0).max(1_048_575)),
  fileMode: optional(z.number().int().min(0).max(0o7777)),
  uid: optional(id),
  gid: optional(id),
});

const resourcesSchema = z.object({
  memory: optional(
    z.object({
      limit: optional(limited),
      reservation: optional(limited),
      swap: optional(limited),
      disableOOMKiller: optional(z.boolean()),
    }),
  ),
  cpu: optional(
    z.object({
      shares: optional(count),
      quota: optional(z.number().int()),
      period: optional(count),
      cpus: optional(text),
      mems: optional(text),
    }),
  ),
  pids: optional(z.object({ limit: limited })),
  unified: optional(map),
});

const SECCOMP_ACTIONS = [
  "SCMP_ACT_KILL",
  "SCMP_ACT_KILL_PROCESS",
  "SCMP_ACT_KILL_THREAD",
  "SCMP_ACT_TRAP",
  "SCMP_ACT_ERRNO",
  "SCMP_ACT_TRACE",
  "SCMP_ACT_ALLOW",
  "SCMP_ACT_LOG",
] as const;
const errno = optional(z.number().int().min(0).max(4095));

export const seccompSchema = z.object({
  defaultAction: z.enum(SECCOMP_ACTIONS),
  defaultErrnoRet: errno,
  architectures: optional(texts),
  syscalls: optional(
    z
      .array(
        z.object({
          names: texts.min(1),
          action: z.enum(SECCOMP_ACTIONS),
          errnoRet: errno,
          args: optional(z.array(z.unknown()).max(64)),
        }),
      )
      .max(MOST),
  ),
});
export type SeccompConfig = z.infer<typeof seccompSchema>;

const linuxSchema = z.object({
  namespaces: optional(z.array(z.object({ type: z.enum(NAMESPACES), path: optional(absolute) })).max(16)),
  uidMappings: optional(z.array(mappingSchema).max(340)),
  gidMappings: optional(z.array(mappingSchema).max(340)),
  devices: optional(z.array(deviceSchema).max(1024)),
  cgroupsPath: optional(path),
  resources: optional(resourcesSchema),
  rootfsPropagation: optional(z.enum(["", "private", "rprivate", "slave", "rslave", "shared", "rshared"])),
  seccomp: optional(seccompSchema),
  sysctl: optional(map),
  maskedPaths: optional(z.array(absolute).max(1024)),
  readonlyPaths: optional(z.array(absolute).max(1024)),
});

const hookSchema = z.object({
  path: absolute,
  args: optional(texts),
  env: optional(texts),
  timeout: optional(z.number().int().min(1)),
});
export type Hook = z.infer<typeof hookSchema>;
const hooks = optional(z.array(hookSchema).max(256));

const configSchema = z.object({
  ociVersion: text.regex(
    /^1\.\d{1,4}\.\d{1,4}([-+][\w.+-]{0,64})?$/,
    "is not a version 1.x.y of the specification",
  ),
  process: optional(processSchema),
  root: z.object({ path: path.min(1, "names no root file system"), readonly: optional(z.boolean()) }),
  hostname: optional(text.max(64)),
  domainname: optional(text.max(64)),
  mounts: optional(z.array(mountSchema).max(1024)),
  hooks: optional(
    z.object(
      Object.fromEntries(HOOK_NAMES.map((name) => [name, hooks])) as Record<
        (typeof HOOK_NAMES)[number],
        typeof hooks
      >,
    ),
  ),
  linux: optional(linuxSchema),
  annotations: optional(map),
});
export type OciConfig = z.infer<typeof configSchema>;
export type OciMount = z.infer<typeof mountSchema>;
export type OciResources = z.infer<typeof resourcesSchema>;
export type OciNamespace = (typeof NAMESPACES)[number];

/**
 * Reads config.json. Its strings become byte strings.
 * @throws ImageError that names the file and the field, and nothing else
 */
export function readConfig(bytes: Uint8Array, where: string): OciConfig {
  const read = configSchema.safeParse(parseJson(bytes, where, defaultLimits.jsonBytes));
  if (!read.success) {
    const issue = read.error.issues[0]!;
    const field = issue.path.map(String).join(".");
    throw new ImageError(field === "" ? where : `${where}: ${field}`, issue.message);
  }
  checkTogether(read.data, where);
  return read.data;
}

/** What fields say about each other. */
function checkTogether(config: OciConfig, where: string): void {
  const { linux } = config;
  const kinds = (linux?.namespaces ?? []).map(({ type }) => type);
  const twice = kinds.find((kind, i) => kinds.indexOf(kind) !== i);
  if (twice !== undefined)
    throw new ImageError(`${where}: linux.namespaces`, `the ${twice} namespace is there twice`);
  const mapped = (linux?.uidMappings ?? []).length + (linux?.gidMappings ?? []).length > 0;
  if (mapped && !kinds.includes("user"))
    throw new ImageError(
      `${where}: linux.uidMappings`,
      "id mappings without a user namespace",
      "add a namespace of type user",
    );
  if (config.hostname !== undefined && config.hostname !== "" && !kinds.includes("uts"))
    throw new ImageError(
      `${where}: hostname`,
      "a host name without a UTS namespace would change the host's own",
      "add a namespace of type uts",
    );
  if (!kinds.includes("mount"))
    throw new ImageError(
      `${where}: linux.namespaces`,
      "without a mount namespace the mounts would be the host's",
      "add a namespace of type mount",
    );
  for (const { type, soft, hard } of config.process?.rlimits ?? [])
    if (soft > hard)
      throw new ImageError(`${where}: process.rlimits`, `${type}: the soft limit is above the hard one`);
}
