/** FROM scratch: an image without files, and images of a tar of files, brought to the engine as archives. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import type { Engine, ImageConfig, ImageInfo } from "../engine/contract";
import { makeDirectories, writeFile } from "../engine/file-work";
import { imageOf, layerOfTar } from "../image/from-tree";
import type { ImageProcess } from "../image/schemas";
import { writeDockerArchive } from "../image/write-image";

const DIRECTORY = "/run/docker/build";
/** Of the simulated kernel. */
const PLATFORM = { architecture: "386", os: "linux" };
/** Zero, so that every build begins with the same image. */
const EPOCH = "1970-01-01T00:00:00Z";

interface Loader {
  readonly sys: Sys;
  readonly engine: Engine;
}

/** An image of one layer of files, or of none. */
export function* imageOfTar(
  { sys, engine }: Loader,
  tar: Uint8Array | undefined,
  about: {
    readonly references: readonly string[];
    readonly config: ImageProcess;
    readonly created: string;
    readonly comment: string;
  },
): Call<ImageInfo> {
  const layers = tar === undefined ? [] : [layerOfTar(tar, "the archive")];
  const image = imageOf({
    references: about.references,
    layers,
    process: about.config,
    platform: PLATFORM,
    created: about.created,
    history: layers.map(() => ({ created: about.created, comment: about.comment })),
  });
  yield* makeDirectories(sys, DIRECTORY, 0o700);
  const path = `${DIRECTORY}/image-${yield* sys.getpid()}.tar`;
  yield* writeFile(sys, path, writeDockerArchive([image]), 0o600);
  const [loaded] = yield* engine.load(sys, path);
  yield* sys.unlink(path);
  return loaded!;
}

export const emptyImage = (loader: Loader): Call<ImageInfo> =>
  imageOfTar(loader, undefined, { references: [], config: {}, created: EPOCH, comment: "" });

/** A configuration in the words of the image specification. */
export function processOf(config: Partial<ImageConfig>): ImageProcess {
  const names = (list: readonly string[]) => Object.fromEntries(list.map((name) => [name, {}]));
  return {
    ...(config.env === undefined ? {} : { Env: [...config.env] }),
    ...(config.entrypoint === undefined ? {} : { Entrypoint: [...config.entrypoint] }),
    ...(config.cmd === undefined ? {} : { Cmd: [...config.cmd] }),
    ...(config.workingDir === undefined ? {} : { WorkingDir: config.workingDir }),
    ...(config.user === undefined ? {} : { User: config.user }),
    ...(config.labels === undefined ? {} : { Labels: { ...config.labels } }),
    ...(config.exposedPorts === undefined ? {} : { ExposedPorts: names(config.exposedPorts) }),
    ...(config.volumes === undefined ? {} : { Volumes: names(config.volumes) }),
    ...(config.stopSignal === undefined ? {} : { StopSignal: config.stopSignal }),
  };
}
