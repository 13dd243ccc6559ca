/** `lab qcow2 info`: fields as qemu-img names them. */
import { listBitmaps } from "@/app/sim/storage/qcow2/bitmaps";
import { CORRUPT, DIRTY, LAZY_REFCOUNTS } from "@/app/sim/storage/qcow2/features";
import type { Qcow2Image } from "@/app/sim/storage/qcow2/image";
import type { Snapshot } from "@/app/sim/storage/qcow2/snapshot-table";
import { snapshotsOf } from "@/app/sim/storage/qcow2/snapshots";
import { readOptions } from "../options";
import { printJson } from "../verb";
import { type Command, formatOption, positionalsOf } from "./command";
import { asQcow2, backingPath, type Opened, toText, withImage } from "./files";

const usage = "info [-f FORMAT] [--backing-chain] [--json] FILE";

type Document = Readonly<Record<string, unknown>>;

export const info: Command = {
  name: "info",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      "backing-chain": { type: "boolean" },
      output: { type: "string" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const documents: Document[] = [];
    const seen = new Set<string>();
    let next: string | undefined = path;
    let format = formatOption("f", values.format);
    while (next !== undefined && !seen.has(next)) {
      seen.add(next);
      const found: Document = withImage(next, { format, alone: true }, (opened) => infoOf(opened, next!));
      documents.push(found);
      format = formatOption("F", found["backing-filename-format"]);
      next = values["backing-chain"] ? (found["full-backing-filename"] as string | undefined) : undefined;
    }
    if (values.json || values.output === "json")
      printJson(values["backing-chain"] ? documents : documents[0]);
    else process.stdout.write(documents.map(asText).join("\n"));
    return 0;
  },
};

export function infoOf({ image, files }: Pick<Opened, "image" | "files">, path: string): Document {
  const common = { "virtual-size": image.size, filename: path };
  const onMedium = { "actual-size": files[0]!.blocksBytes };
  if (image.format === "raw") return { ...common, format: "raw", ...onMedium, "dirty-flag": false };
  const qcow2 = asQcow2(image, path);
  const { header, geometry } = qcow2;
  const snapshots = snapshotsOf(qcow2).map(snapshotFields);
  const { backingFile, backingFormat } = header;
  return {
    ...common,
    "cluster-size": geometry.clusterBytes,
    format: "qcow2",
    ...onMedium,
    ...(snapshots.length > 0 ? { snapshots } : {}),
    ...(backingFile === undefined ? {} : backingFields(backingFile, path)),
    ...(backingFormat === undefined ? {} : { "backing-filename-format": toText(backingFormat) }),
    "format-specific": { type: "qcow2", data: formatFields(qcow2) },
    "dirty-flag": (header.incompatible & DIRTY) !== 0n,
  };
}

function backingFields(name: string, path: string): Document {
  return { "backing-filename": toText(name), "full-backing-filename": backingPath(name, path) };
}

function formatFields({ header, geometry, file }: Qcow2Image): Document {
  const { compressionType, incompatible, compatible } = header;
  const common = { "compression-type": compressionType, "refcount-bits": geometry.refcountBits };
  if (header.version === 2) return { compat: "0.10", ...common };
  const bitmaps = listBitmaps(file, header, geometry);
  return {
    compat: "1.1",
    ...common,
    "lazy-refcounts": (compatible & LAZY_REFCOUNTS) !== 0n,
    corrupt: (incompatible & CORRUPT) !== 0n,
    "extended-l2": geometry.extended,
    ...(bitmaps.length > 0
      ? {
          bitmaps: bitmaps.map(({ name, flags, granularity }) => ({
            flags,
            name: toText(name),
            granularity,
          })),
        }
      : {}),
  };
}

export function snapshotFields(snapshot: Snapshot): Document {
  const { id, name, guestNs, instructionCount } = snapshot;
  return {
    id: toText(id),
    name: toText(name),
    "vm-state-size": snapshot.vmStateBytes,
    "date-sec": snapshot.seconds,
    "date-nsec": snapshot.nanoseconds,
    "vm-clock-sec": Math.floor(guestNs / 1e9),
    "vm-clock-nsec": guestNs % 1e9,
    ...(instructionCount === undefined ? {} : { icount: Number(instructionCount) }),
  };
}

function asText(document: Document): string {
  const lines = (of: Document, indent: string): string[] =>
    Object.entries(of).flatMap(([name, value]) =>
      typeof value === "object" && value !== null
        ? [`${indent}${name}:`, ...lines(value as Document, `${indent}  `)]
        : [`${indent}${name}: ${value}`],
    );
  return `${lines(document, "").join("\n")}\n`;
}
