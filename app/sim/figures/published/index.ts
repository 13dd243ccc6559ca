/** Published figures by the name under which a lesson cites them: `<source>.<figure>`. */
import type { Figure } from "../figure";
import * as felter from "./felter-2015";
import * as firecrackerDisk from "./firecracker-disk-nsdi20";
import * as firecracker from "./firecracker-nsdi20";
import * as lightvm from "./lightvm-sosp17";
import * as samePages from "./same-pages";
import * as unikraft from "./unikraft-eurosys21";

const sources: Readonly<Record<string, Readonly<Record<string, Figure>>>> = {
  firecracker,
  firecrackerDisk,
  felter,
  lightvm,
  samePages,
  unikraft,
};

/** The figure that `source.figure` names, or undefined. */
export function publishedFigure(id: string): Figure | undefined {
  const [source, figure, ...rest] = id.split(".");
  if (source === undefined || figure === undefined || rest.length > 0) return undefined;
  const figures = Object.hasOwn(sources, source) ? sources[source] : undefined;
  return figures !== undefined && Object.hasOwn(figures, figure) ? figures[figure] : undefined;
}

/** Every name that `publishedFigure` knows. */
export const publishedIds = (): readonly string[] =>
  Object.entries(sources).flatMap(([source, figures]) => Object.keys(figures).map((f) => `${source}.${f}`));
