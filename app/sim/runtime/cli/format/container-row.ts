/** Containers as rows of `docker ps`. */
import type { ContainerInfo, MountSpec } from "../../engine/contract";
import { quoted } from "../../engine/words";
import type { Method, Value } from "../template/values";
import type { ListKind, Row } from "./listing";
import { portsText, type ShownPort } from "./ports-text";
import { ellipsis, goTime, humanDuration, humanSize, shortId } from "./units";

const PS_TABLE = "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

export const CONTAINER_LIST: ListKind = {
  type: "*formatter.ContainerContext",
  table: PS_TABLE,
  quiet: "{{.ID}}",
  raw: "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{.State}}\nstatus: {{.Status}}\nnames: {{.Names}}\nlabels: {{.Labels}}\nports: {{.Ports}}\n",
  headings: {
    ID: "CONTAINER ID",
    Image: "IMAGE",
    Command: "COMMAND",
    CreatedAt: "CREATED AT",
    RunningFor: "CREATED",
    Status: "STATUS",
    State: "STATE",
    Ports: "PORTS",
    Names: "NAMES",
    Size: "SIZE",
    Labels: "LABELS",
    Mounts: "MOUNTS",
    LocalVolumes: "LOCAL VOLUMES",
    Networks: "NETWORKS",
  },
};
export const CONTAINER_LIST_WITH_SIZE: ListKind = { ...CONTAINER_LIST, table: `${PS_TABLE}\t{{.Size}}` };

/** "Up 3 seconds", "Exited (137) 5 seconds ago" (moby: container/state.go). */
export function statusText(container: ContainerInfo, now: number): string {
  const ago = (seconds: number) => humanDuration(now - seconds);
  switch (container.status) {
    case "running":
      return `Up ${ago(container.startedSeconds)}`;
    case "paused":
      return `Up ${ago(container.startedSeconds)} (Paused)`;
    case "restarting":
      return `Restarting (${container.exitCode}) ${ago(container.finishedSeconds)} ago`;
    case "removing":
      return "Removal In Progress";
    case "dead":
      return "Dead";
    case "created":
      return "Created";
    case "exited":
      return container.finishedSeconds === 0
        ? "Created"
        : `Exited (${container.exitCode}) ${ago(container.finishedSeconds)} ago`;
  }
}

/** Ports that the image names or that are published; those of a container that does not run are not shown. */
function shownPorts({ status, spec }: ContainerInfo, exposed: readonly string[]): readonly ShownPort[] {
  if (status !== "running" && status !== "paused") return [];
  if (spec.network === "host" || spec.network === "none") return [];
  const published = spec.ports.map((port) => ({ ...port, hostPort: port.hostPort }));
  const others = exposed
    .map((text) => text.split("/"))
    .filter(
      ([port, protocol = "tcp"]) =>
        !published.some((each) => String(each.containerPort) === port && each.protocol === protocol),
    )
    .map(([port, protocol = "tcp"]) => ({
      containerPort: Number(port),
      protocol,
      hostAddress: "",
      hostPort: 0,
    }));
  return [...others, ...published];
}

/** As the daemon joins a command: words with blanks in single quotes. */
export const commandText = ({ path, args }: Pick<ContainerInfo, "path" | "args">): string =>
  [path, ...args.map((arg) => (arg.includes(" ") ? `'${arg}'` : arg))].join(" ");

const mountName = ({ kind, source, target }: MountSpec): string => (kind === "tmpfs" ? target : source);
/** Columns of a mount's name. */
const MOUNT_COLUMNS = 15;
const COMMAND_COLUMNS = 20;

export interface ContainerRowFacts {
  readonly container: ContainerInfo;
  readonly now: number;
  readonly noTrunc: boolean;
  /** Of the image. */
  readonly exposed: readonly string[];
  /** Bytes: of its own layer, and with its image; undefined if nobody asked. */
  readonly size: { readonly own: number; readonly whole: number } | undefined;
  readonly imageName: string;
}

export function containerRow({ container, now, noTrunc, exposed, size, imageName }: ContainerRowFacts): Row {
  const { spec } = container;
  const command = commandText(container);
  const label: Method = ([name]) => spec.labels[String(name)] ?? "";
  const fields: Record<string, Value> = {
    ID: noTrunc ? container.id : shortId(container.id),
    Names: container.name,
    Image: imageName,
    Command: quoted(noTrunc ? command : ellipsis(command, COMMAND_COLUMNS)).replaceAll(
      "\\xe2\\x80\\xa6",
      "\xe2\x80\xa6",
    ),
    CreatedAt: goTime(container.createdSeconds),
    RunningFor: `${humanDuration(now - container.createdSeconds)} ago`,
    Ports: portsText(shownPorts(container, exposed)),
    State: container.status,
    Status: statusText(container, now),
    Size: size === undefined ? "0B" : sizeText(size),
    Labels: Object.entries(spec.labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join(","),
    Mounts: container.mounts
      .map((mount) => (noTrunc ? mountName(mount) : ellipsis(mountName(mount), MOUNT_COLUMNS)))
      .join(","),
    LocalVolumes: String(container.mounts.filter(({ kind }) => kind === "volume").length),
    Networks:
      container.networks.length === 0
        ? networkName(spec.network)
        : container.networks.map(({ name }) => name).join(","),
    Label: label,
  };
  return fields;
}

const networkName = (network: string): string => (network.startsWith("container:") ? "" : network);

const sizeText = ({ own, whole }: { readonly own: number; readonly whole: number }): string =>
  whole > 0 ? `${humanSize(own, 3)} (virtual ${humanSize(whole, 3)})` : humanSize(own, 3);
