/** docker ps. */
import type { Call } from "../../../kernel/abi/call";
import { type ContainerInfo, EngineError, type ImageInfo } from "../../engine/contract";
import type { CliEngine, Context } from "../context";
import { writtenBytes } from "../disk";
import { filterBy, hasLabel, matchesName, type Test } from "../filters";
import { CONTAINER_LIST, CONTAINER_LIST_WITH_SIZE, containerRow } from "../format/container-row";
import { formatFlags, listing } from "../format/listing";
import { shortId } from "../format/units";

const STATUSES = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

/** The image of a container; undefined once it is removed. */
export function imageOf(engine: CliEngine, { imageId }: ContainerInfo): ImageInfo | undefined {
  return engine.images().find(({ id }) => id === imageId);
}

/** What a container's image is called: as it was asked for, or its id where that name has gone to another. */
function imageName(container: ContainerInfo, image: ImageInfo | undefined, noTrunc: boolean): string {
  const asked = container.spec.image;
  const whole = asked.includes(":") ? asked : `${asked}:latest`;
  const isId = /^(sha256:)?[0-9a-f]{12,64}$/.test(asked);
  if (isId || image?.tags.includes(whole)) return asked;
  return noTrunc ? container.imageId : shortId(container.imageId);
}

const isNamed = ({ id, tags }: ImageInfo, value: string): boolean =>
  tags.includes(value) ||
  tags.includes(`${value}:latest`) ||
  (/^[0-9a-f]{6,64}$/.test(value) && shortId(id).startsWith(value.slice(0, 12)));

function tests(
  engine: CliEngine,
  all: readonly ContainerInfo[],
): Readonly<Record<string, Test<ContainerInfo>>> {
  const created = (reference: string) => engine.container(reference).createdSeconds;
  return {
    id: ({ id }, value) => id.startsWith(value),
    name: ({ name }, value) => matchesName(name, value),
    label: ({ spec }, value) => hasLabel(spec.labels, value),
    exited: ({ status, exitCode }, value) => {
      if (!/^-?\d+$/.test(value))
        throw new EngineError(`strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`, 1, "invalid");
      return status === "exited" && exitCode === Number(value);
    },
    status: ({ status }, value) => {
      if (!STATUSES.includes(value)) throw new EngineError(`invalid filter 'status=${value}'`, 1, "invalid");
      return status === value;
    },
    ancestor: (container, value) => {
      const wanted = engine.images().find((image) => isNamed(image, value));
      const own = imageOf(engine, container);
      return (
        wanted !== undefined &&
        (wanted.id === container.imageId ||
          (wanted.layers.length > 0 &&
            wanted.layers.every(({ diffId }, i) => own?.layers[i]?.diffId === diffId)))
      );
    },
    before: (container, value) =>
      all.indexOf(container) > all.findIndex(({ id }) => id === engine.container(value).id) &&
      container.createdSeconds <= created(value),
    since: (container, value) =>
      all.indexOf(container) < all.findIndex(({ id }) => id === engine.container(value).id) &&
      container.createdSeconds >= created(value),
    network: ({ networks, spec }, value) =>
      spec.network === value || networks.some(({ name }) => name === value),
    volume: ({ mounts }, value) => mounts.some(({ source, target }) => source === value || target === value),
  };
}

export function* ps(context: Context): Call<number> {
  const { flags, engine, sys } = context;
  const all = engine.containers();
  const last = flags.on("latest") ? 1 : (flags.int("last") ?? -1);
  const filters = flags.all("filter");
  const everyone = flags.on("all") || last > 0 || filters.some((filter) => /^(status|exited)=/.test(filter));
  let chosen = everyone
    ? all
    : all.filter(({ status }) => ["running", "paused", "restarting"].includes(status));
  chosen = filterBy(chosen, filters, tests(engine, all));
  if (last > 0) chosen = chosen.slice(0, last);
  const [format, quiet] = formatFlags(flags);
  const wantsSize = flags.on("size") || /\.Size\b/.test(format);
  const now = yield* context.nowSeconds();
  const rows = [];
  for (const container of chosen) {
    const image = imageOf(engine, container);
    const own = wantsSize ? yield* writtenBytes(sys, container) : 0;
    rows.push(
      containerRow({
        container,
        now,
        noTrunc: flags.on("no-trunc"),
        exposed: image?.config.exposedPorts ?? [],
        size: wantsSize ? { own, whole: own + (image?.size ?? 0) } : undefined,
        imageName: imageName(container, image, flags.on("no-trunc")),
      }),
    );
  }
  context.put(listing(flags.on("size") ? CONTAINER_LIST_WITH_SIZE : CONTAINER_LIST, rows, format, quiet));
  return 0;
}
