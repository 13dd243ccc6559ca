/** docker system df. */
import type { Call } from "../../../kernel/abi/call";
import type { Context } from "../context";
import { treeBytes, writtenBytes } from "../disk";
import { commandText, statusText } from "../format/container-row";
import { imageRows } from "../format/image-rows";
import { type ListKind, listing } from "../format/listing";
import { ellipsis, humanDuration, humanSize, shortId } from "../format/units";
import { isUsed } from "./volumes";

const DF_LIST: ListKind = {
  type: "*formatter.diskUsageContext",
  table: "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
  quiet: "{{.Type}}",
  headings: { Type: "TYPE", TotalCount: "TOTAL", Active: "ACTIVE", Size: "SIZE", Reclaimable: "RECLAIMABLE" },
};

interface Part {
  readonly name: string;
  /** Bytes, and whether it is in use. */
  readonly items: readonly { readonly bytes: number; readonly active: boolean }[];
}

function* parts(context: Context): Call<readonly Part[]> {
  const { engine, sys } = context;
  const containers = engine.containers();
  // A layer of two images is there once.
  const seen = new Set<string>();
  const images = engine.images().map((image) => {
    const fresh = image.layers.filter(({ diffId }) => !seen.has(diffId));
    for (const { diffId } of fresh) seen.add(diffId);
    return {
      bytes: fresh.reduce((sum, { size }) => sum + size, 0),
      active: containers.some(({ imageId }) => imageId === image.id),
    };
  });
  const own = [];
  for (const container of containers)
    own.push({
      bytes: yield* writtenBytes(sys, container),
      active: ["running", "paused", "restarting"].includes(container.status),
    });
  const volumes = [];
  for (const volume of engine.volumes())
    volumes.push({ bytes: yield* treeBytes(sys, volume.mountpoint), active: isUsed(context, volume) });
  return [
    { name: "Images", items: images },
    { name: "Containers", items: own },
    { name: "Local Volumes", items: volumes },
    { name: "Build Cache", items: [] },
  ];
}

export function* df(context: Context): Call<number> {
  if (context.flags.on("verbose")) return yield* verbose(context);
  const rows = (yield* parts(context)).map(({ name, items }) => {
    const sum = (list: Part["items"]) => list.reduce((total, { bytes }) => total + bytes, 0);
    const size = sum(items);
    const free = sum(items.filter(({ active }) => !active));
    return {
      Type: name,
      TotalCount: String(items.length),
      Active: String(items.filter(({ active }) => active).length),
      Size: humanSize(size),
      Reclaimable:
        name === "Build Cache"
          ? humanSize(free)
          : size > 0
            ? `${humanSize(free)} (${Math.trunc((free * 100) / size)}%)`
            : humanSize(free),
    };
  });
  context.put(listing(DF_LIST, rows, context.flags.text("format"), false));
  return 0;
}

const IMAGES: ListKind = {
  type: "*formatter.imageContext",
  table:
    "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}",
  quiet: "{{.ID}}",
  headings: {
    Repository: "REPOSITORY",
    Tag: "TAG",
    ID: "IMAGE ID",
    CreatedSince: "CREATED",
    Size: "SIZE",
    SharedSize: "SHARED SIZE",
    UniqueSize: "UNIQUE SIZE",
    Containers: "CONTAINERS",
  },
};
const CONTAINERS: ListKind = {
  type: "*formatter.ContainerContext",
  table:
    "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}",
  quiet: "{{.ID}}",
  headings: {
    ID: "CONTAINER ID",
    Image: "IMAGE",
    Command: "COMMAND",
    LocalVolumes: "LOCAL VOLUMES",
    Size: "SIZE",
    RunningFor: "CREATED",
    Status: "STATUS",
    Names: "NAMES",
  },
};
const VOLUMES: ListKind = {
  type: "*formatter.volumeContext",
  table: "{{.Name}}\t{{.Links}}\t{{.Size}}",
  quiet: "{{.Name}}",
  headings: { Name: "VOLUME NAME", Links: "LINKS", Size: "SIZE" },
};

function* verbose(context: Context): Call<number> {
  const { engine, sys } = context;
  const now = yield* context.nowSeconds();
  const containers = engine.containers();
  const all = engine.images();
  const images = all.flatMap((image) => {
    const shared = image.layers.filter(({ diffId }) =>
      all.some((other) => other.id !== image.id && other.layers.some((layer) => layer.diffId === diffId)),
    );
    const bytes = shared.reduce((sum, { size }) => sum + size, 0);
    return imageRows([image], { now, noTrunc: false, pattern: undefined }).map((row) => ({
      ...row,
      SharedSize: humanSize(bytes),
      UniqueSize: humanSize(image.size - bytes),
      Containers: String(containers.filter(({ imageId }) => imageId === image.id).length),
    }));
  });
  const rows = [];
  for (const container of containers)
    rows.push({
      ID: shortId(container.id),
      Image: container.spec.image,
      Command: `"${ellipsis(commandText(container), 20)}"`,
      LocalVolumes: String(container.mounts.filter(({ kind }) => kind === "volume").length),
      Size: humanSize(yield* writtenBytes(sys, container), 3),
      RunningFor: `${humanDuration(now - container.createdSeconds)} ago`,
      Status: statusText(container, now),
      Names: container.name,
    });
  const volumes = [];
  for (const { name, mountpoint } of engine.volumes())
    volumes.push({
      Name: name,
      Links: String(
        containers.filter(({ mounts }) =>
          mounts.some(({ kind, source }) => kind === "volume" && source === name),
        ).length,
      ),
      Size: humanSize(yield* treeBytes(sys, mountpoint)),
    });
  context.put(`Images space usage:\n\n${listing(IMAGES, images, "", false)}`);
  context.put(`\nContainers space usage:\n\n${listing(CONTAINERS, rows, "", false)}`);
  context.put(`\nLocal Volumes space usage:\n\n${listing(VOLUMES, volumes, "", false)}`);
  context.put(
    "\nBuild cache usage: 0B\n\nCACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED\n",
  );
  return 0;
}
