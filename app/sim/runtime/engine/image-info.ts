/** What is told about an image. */
import { DEFAULT_PATH } from "../bundle/defaults";
import { executableOf, describe as sentenceOf } from "../image/elf";
import type { Image } from "../image/image";
import { applyLayer } from "../image/layer";
import { LayerTree } from "../image/layer-tree";
import type { ImageConfig, ImageInfo } from "./contract";

/** Without what the store knows: its names and its layers' places. */
export type Described = Omit<ImageInfo, "tags" | "layers">;

export function configOf(image: Image): ImageConfig {
  const config = image.config.config ?? {};
  return {
    entrypoint: config.Entrypoint,
    cmd: config.Cmd,
    env: config.Env ?? [],
    workingDir: config.WorkingDir ?? "",
    user: config.User ?? "",
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    volumes: Object.keys(config.Volumes ?? {}),
    labels: config.Labels ?? {},
    stopSignal: config.StopSignal ?? "",
  };
}

const seconds = (text: string | undefined): number => {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000);
};

export function describeImage(image: Image): Described {
  const sizes = image.layers.map((layer) => layer.entries.reduce((sum, { data }) => sum + data.length, 0));
  let next = 0;
  return {
    id: image.id,
    createdSeconds: seconds(image.config.created),
    size: sizes.reduce((sum, size) => sum + size, 0),
    config: configOf(image),
    history: (image.config.history ?? []).map((entry) => ({
      created: seconds(entry.created),
      createdBy: entry.created_by ?? "",
      size: entry.empty_layer ? 0 : (sizes[next++] ?? 0),
      comment: entry.comment ?? "",
    })),
    architecture: image.platform.architecture,
    os: image.platform.os,
    foreign: foreignOf(image),
  };
}

/** A sentence about the program that the image starts, if that is none of the simulated kernel's; scripts are followed. */
export function foreignOf(image: Image, command?: readonly string[]): string | undefined {
  const config = configOf(image);
  const [name] = command ?? [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
  if (name === undefined) return undefined;
  const tree = new LayerTree();
  for (const [i, layer] of image.layers.entries()) applyLayer(tree, layer.entries, `layer ${i + 1}`);
  const path = (config.env.find((line) => line.startsWith("PATH="))?.slice(5) ?? DEFAULT_PATH).split(":");
  let candidates = name.includes("/")
    ? [name.startsWith("/") ? name : `${config.workingDir}/${name}`]
    : path.map((at) => `${at}/${name}`);
  for (let level = 0; level < 5; level++) {
    const node = candidates.map((at) => tree.read(at)).find((found) => found?.type === "file");
    if (node === undefined) return undefined;
    const executable = executableOf(node.data);
    if (executable.kind === "triptych") return undefined;
    if (executable.kind !== "script")
      return executable.kind === "elf" ? `${name}: ${sentenceOf(executable)}` : undefined;
    candidates = [executable.interpreter];
  }
  return undefined;
}
