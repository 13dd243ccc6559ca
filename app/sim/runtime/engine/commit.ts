/** docker commit: what a container has changed becomes a layer on top of its image's. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import { imageOf, layerOfTar } from "../image/from-tree";
import { diffLayer, type LayerChange } from "../image/layer-diff";
import { readReference, withDefaultTag } from "../image/references";
import type { ImageProcess } from "../image/schemas";
import { tarEntry } from "../image/tar-write";
import { findChanges } from "./changes";
import { EngineError, type ImageConfig, type ImageInfo } from "./contract";
import { firstId } from "./create";
import { rfc3339 } from "./json-log";
import { pause, unpause } from "./lifecycle";
import { type ContainerRecord, paths } from "./records";
import type { EngineState } from "./state";
import { entryOf, Names } from "./tar-of";

export function* commit(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  as: string | undefined,
  change: Partial<ImageConfig>,
  createdBy: string,
): Call<ImageInfo> {
  const name = as === undefined || as === "" ? undefined : referenceOf(as);
  const still = container.status === "running";
  if (still) yield* pause(state, sys, container);
  const changes = yield* changesOf(sys, container);
  if (still) yield* unpause(state, sys, container);
  const base = state.images.image(container.imageId);
  const created = rfc3339(state.nowNs());
  const process = base.config.config ?? {};
  // A layer of nothing but its end is an empty one: the history says so, and no layer is added.
  const layer = changes.length === 0 ? [] : [layerOfTar(diffLayer(changes))];
  const image = imageOf({
    references: name === undefined ? [] : [name],
    layers: [...base.layers, ...layer],
    process: processOf(process, container, change),
    platform: base.platform,
    created,
    history: [
      ...(base.config.history ?? []),
      { created, created_by: createdBy, ...(layer.length === 0 ? { empty_layer: true } : {}) },
    ],
  });
  const info = yield* state.images.add(sys, image);
  state.containerEvent(container, "commit", { imageID: info.id });
  return info;
}

function referenceOf(text: string): string {
  const read = readReference(text);
  if (!read.ok) throw new EngineError(read.error, 1, "invalid");
  return withDefaultTag(read);
}

function* changesOf(sys: Sys, container: ContainerRecord): Call<readonly LayerChange[]> {
  const changes: LayerChange[] = [];
  const names = new Names();
  const first = firstId(container.spec);
  for (const { kind, path, stat, opaque } of yield* findChanges(sys, container)) {
    const inside = path.slice(1);
    if (kind === "D") {
      changes.push({ kind: "delete", path: inside });
      continue;
    }
    const before = names.before(stat, inside);
    const entry =
      before === undefined
        ? yield* entryOf(sys, paths.upper(container.id) + path, stat, inside, first)
        : tarEntry({ path: inside, type: "hardlink", linkTarget: before, mode: stat.mode & 0o7777 });
    if (entry !== undefined) changes.push({ kind: "set", entry });
    if (opaque) changes.push({ kind: "opaque", path: inside });
  }
  return changes;
}

/** The container's own command and user, unless changed. */
function processOf(
  base: ImageProcess,
  { spec }: ContainerRecord,
  change: Partial<ImageConfig>,
): ImageProcess {
  const list = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));
  const entrypoint = change.entrypoint ?? spec.entrypoint ?? base.Entrypoint;
  const command = change.cmd ?? (spec.command.length > 0 ? spec.command : base.Cmd);
  const workingDir = change.workingDir ?? spec.workingDir ?? base.WorkingDir;
  const user = change.user ?? spec.user ?? base.User;
  const stopSignal = change.stopSignal ?? spec.stopSignal ?? base.StopSignal;
  return {
    ...base,
    Env: [...(change.env ?? [...(base.Env ?? []), ...spec.env])],
    ...(entrypoint === undefined ? {} : { Entrypoint: [...entrypoint] }),
    ...(command === undefined ? {} : { Cmd: [...command] }),
    ...(workingDir === undefined || workingDir === "" ? {} : { WorkingDir: workingDir }),
    ...(user === undefined || user === "" ? {} : { User: user }),
    ...(stopSignal === undefined || stopSignal === "" ? {} : { StopSignal: stopSignal }),
    Labels: { ...(base.Labels ?? {}), ...spec.labels, ...(change.labels ?? {}) },
    ...(change.exposedPorts === undefined ? {} : { ExposedPorts: list(change.exposedPorts) }),
    ...(change.volumes === undefined ? {} : { Volumes: list(change.volumes) }),
  };
}
