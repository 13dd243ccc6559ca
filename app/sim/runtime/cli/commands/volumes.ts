/** docker volume. */
import type { Call } from "../../../kernel/abi/call";
import { EngineError, type VolumeInfo } from "../../engine/contract";
import { CliError, type Context, complaint } from "../context";
import { treeBytes } from "../disk";
import { filterBy, hasLabel, isYes, matchesName } from "../filters";
import { formatFlags, type ListKind, listing } from "../format/listing";
import { humanSize } from "../format/units";
import { checkVolumeName } from "../values/mounts";
import { refuseUnknownFlags } from "../values/refused-flags";
import { keyValues } from "../values/settings";
import { ValueError } from "../values/sizes";
import { confirmed } from "./confirm";

const VOLUME_LIST: ListKind = {
  type: "*formatter.volumeContext",
  table: "{{.Driver}}\t{{.Name}}",
  quiet: "{{.Name}}",
  raw: "name: {{.Name}}\ndriver: {{.Driver}}\n",
  headings: {
    Name: "VOLUME NAME",
    Driver: "DRIVER",
    Scope: "SCOPE",
    Mountpoint: "MOUNTPOINT",
    Labels: "LABELS",
    Links: "LINKS",
    Size: "SIZE",
    Availability: "AVAILABILITY",
    Group: "GROUP",
    Status: "STATUS",
  },
};

export const isUsed = ({ engine }: Context, volume: VolumeInfo): boolean =>
  engine
    .containers()
    .some(({ mounts }) => mounts.some(({ kind, source }) => kind === "volume" && source === volume.name));

/** A name of the engine's own making: nobody asked for it by name. */
const isAnonymous = ({ name }: VolumeInfo): boolean => /^[0-9a-f]{64}$/.test(name);

export function* list(context: Context): Call<number> {
  const { flags, engine } = context;
  if (flags.on("cluster")) throw new CliError("--cluster is not known to the lab's engine");
  const tests = {
    name: ({ name }: VolumeInfo, value: string) => matchesName(name, value),
    driver: (_: VolumeInfo, value: string) => value === "local",
    label: ({ labels }: VolumeInfo, value: string) => hasLabel(labels, value),
    dangling: (volume: VolumeInfo, value: string) => !isUsed(context, volume) === isYes(value),
  };
  const sorted = [...engine.volumes()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = filterBy(sorted, flags.all("filter"), tests).map(({ name, mountpoint, labels }) => ({
    Name: name,
    Driver: "local",
    Scope: "local",
    Mountpoint: mountpoint,
    Labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
    Links: "N/A",
    Size: "N/A",
    Availability: "N/A",
    Group: "N/A",
    Status: "N/A",
  }));
  context.put(listing(VOLUME_LIST, rows, ...formatFlags(flags)));
  return 0;
}

const UNKNOWN = [
  "driver",
  "opt",
  "availability",
  "group",
  "limit-bytes",
  "required-bytes",
  "scope",
  "secret",
  "sharing",
  "topology-preferred",
  "topology-required",
  "type",
];

export function* create(context: Context): Call<number> {
  const { flags, engine, sys, args } = context;
  refuseUnknownFlags(flags, UNKNOWN);
  if (flags.has("name") && args.length > 0)
    throw new CliError(
      "conflicting options: cannot specify a volume-name through both --name and as a positional arg",
    );
  const name = args[0] ?? flags.maybe("name");
  if (name !== undefined && name !== "") {
    try {
      checkVolumeName(name);
    } catch (error) {
      if (error instanceof ValueError) throw new EngineError(error.message, 1, "invalid");
      throw error;
    }
  }
  const volume = yield* engine.createVolume(sys, name || undefined, keyValues(flags.all("label")));
  yield* context.line(volume.name);
  return 0;
}

export const remove = (context: Context): Call<number> =>
  context.each(function* (name) {
    try {
      yield* context.engine.removeVolume(context.sys, name);
      return name;
    } catch (error) {
      if (!context.flags.on("force") || !(error instanceof EngineError) || error.kind !== "not-found")
        throw error;
      yield* context.warn(complaint(error));
      return name;
    }
  });

export function* prune(context: Context): Call<number> {
  const { flags } = context;
  const all = flags.on("all") || flags.all("filter").some((filter) => /^all=(1|true)$/.test(filter));
  if (flags.all("filter").some((filter) => !filter.startsWith("all=")))
    throw new CliError("--filter is not known to the lab's engine; remove volumes by name");
  const which = all
    ? "all local volumes not used by at least one container"
    : "anonymous local volumes not used by at least one container";
  const wanted = flags.on("force") || (yield* confirmed(context, `WARNING! This will remove ${which}.\n`));
  const { names, bytes } = wanted ? yield* pruneVolumes(context, all) : { names: [], bytes: 0 };
  if (names.length > 0) context.put(`Deleted Volumes:\n${names.join("\n")}\n\n`);
  context.put(`Total reclaimed space: ${humanSize(bytes)}\n`);
  return 0;
}

export function* pruneVolumes(
  context: Context,
  all: boolean,
): Call<{ readonly names: readonly string[]; readonly bytes: number }> {
  const names: string[] = [];
  let bytes = 0;
  for (const volume of context.engine.volumes()) {
    if (isUsed(context, volume) || !(all || isAnonymous(volume))) continue;
    bytes += yield* treeBytes(context.sys, volume.mountpoint);
    yield* context.engine.removeVolume(context.sys, volume.name);
    names.push(volume.name);
  }
  return { names, bytes };
}
