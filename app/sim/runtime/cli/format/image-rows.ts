/** Images as rows of `docker images`, and their layers as rows of `docker history`. */
import type { ImageInfo } from "../../engine/contract";
import { matchesReference } from "../values/image-patterns";
import type { ListKind, Row } from "./listing";
import { ellipsis, goTime, humanDuration, humanSize, isoTime, shortId } from "./units";

const HEADINGS = {
  ID: "IMAGE ID",
  Repository: "REPOSITORY",
  Tag: "TAG",
  Digest: "DIGEST",
  CreatedSince: "CREATED",
  CreatedAt: "CREATED AT",
  Size: "SIZE",
  Containers: "CONTAINERS",
  VirtualSize: "SIZE",
  SharedSize: "SHARED SIZE",
  UniqueSize: "UNIQUE SIZE",
};

export const IMAGE_LIST: ListKind = {
  type: "*formatter.imageContext",
  table: "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
  quiet: "{{.ID}}",
  raw: "repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n",
  headings: HEADINGS,
};
export const IMAGE_LIST_WITH_DIGESTS: ListKind = {
  ...IMAGE_LIST,
  table: "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
};

/** A row for each name; one for an image without any. */
export function imageRows(
  images: readonly ImageInfo[],
  {
    now,
    noTrunc,
    pattern,
  }: { readonly now: number; readonly noTrunc: boolean; readonly pattern: string | undefined },
): readonly Row[] {
  return images.flatMap((image) => {
    const names =
      image.tags.length === 0
        ? ["<none>:<none>"]
        : image.tags.filter((tag) => pattern === undefined || matchesReference(tag, pattern));
    return names.map((name) => {
      const colon = name.lastIndexOf(":");
      return {
        ID: noTrunc ? image.id : shortId(image.id),
        Repository: name.slice(0, colon),
        Tag: name.slice(colon + 1),
        Digest: "<none>",
        CreatedSince: `${humanDuration(now - image.createdSeconds)} ago`,
        CreatedAt: goTime(image.createdSeconds),
        Size: humanSize(image.size, 3),
        Containers: "N/A",
        VirtualSize: humanSize(image.size),
        SharedSize: "N/A",
        UniqueSize: "N/A",
      };
    });
  });
}

export const HISTORY_LIST: ListKind = {
  type: "*formatter.historyContext",
  table: "{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
  quiet: "{{.ID}}",
  headings: {
    ID: "IMAGE",
    CreatedSince: "CREATED",
    CreatedAt: "CREATED AT",
    CreatedBy: "CREATED BY",
    Size: "SIZE",
    Comment: "COMMENT",
  },
};

const COMMAND_COLUMNS = 45;

/** The newest first; steps whose image is still there have its id. */
export function historyRows(
  image: ImageInfo,
  all: readonly ImageInfo[],
  { now, noTrunc, human }: { readonly now: number; readonly noTrunc: boolean; readonly human: boolean },
): readonly Row[] {
  const idAt = (length: number): string => {
    if (length === image.history.length) return image.id;
    const step = all.find(
      (other) =>
        other.history.length === length &&
        other.history.every(
          ({ created, createdBy }, i) =>
            image.history[i]!.created === created && image.history[i]!.createdBy === createdBy,
        ) &&
        other.layers.every(({ diffId }, i) => image.layers[i]?.diffId === diffId),
    );
    return step?.id ?? "<missing>";
  };
  return image.history
    .map(({ created, createdBy, size, comment }, i) => {
      const id = idAt(i + 1);
      const command = createdBy.replaceAll("\t", " ");
      return {
        ID: noTrunc ? id : id === "<missing>" ? id : shortId(id),
        CreatedSince: `${humanDuration(now - created)} ago`,
        CreatedAt: isoTime(Math.floor(created)),
        CreatedBy: noTrunc ? command : ellipsis(command, COMMAND_COLUMNS),
        Size: human ? humanSize(size, 3) : String(size),
        Comment: comment,
      };
    })
    .reverse();
}
