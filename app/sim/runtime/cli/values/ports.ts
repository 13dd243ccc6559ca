/** Published ports: "8080:80/tcp", "127.0.0.1::53/udp", "8000-8005:80-85" (go-connections' nat.ParsePortSpec). */
import type { PortMapping } from "../../engine/contract";
import { ValueError } from "./sizes";

/** Ports that one flag may publish. */
const MAX_RANGE = 1024;

interface Range {
  readonly first: number;
  readonly last: number;
}

function range(text: string, name: string): Range {
  const [first = "", last = first, ...more] = text.split("-");
  const port = (digits: string): number =>
    /^\d{1,5}$/.test(digits) && Number(digits) <= 65535 ? Number(digits) : Number.NaN;
  const read = { first: port(first), last: port(last) };
  if (more.length > 0 || !(read.last >= read.first)) throw new ValueError(`Invalid ${name}: ${text}`);
  return read;
}

const isAddress = (text: string): boolean => {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
};

/** The long form: "target=80,published=8080,protocol=udp". */
function longForm(text: string): string {
  let target = "";
  let published = "";
  let protocol = "tcp";
  for (const field of text.split(",")) {
    const [key = "", value, ...more] = field.split("=");
    if (value === undefined || more.length > 0)
      throw new ValueError(`invalid publish opts format (should be name=value but got '${field}')`);
    if (key === "target") target = value;
    else if (key === "published") published = value;
    else if (key === "protocol") protocol = value;
    else if (key !== "mode") throw new ValueError(`invalid field key ${key}`);
  }
  return `${published === "" ? "" : `${published}:`}${target}/${protocol}`;
}

/** Port 0 of the host means one that is free. @throws ValueError */
export function parsePublish(written: string): readonly PortMapping[] {
  const text = written.includes("=") ? longForm(written) : written;
  const parts = text.split(":");
  const container = parts.pop()!;
  const hostPort = parts.pop() ?? "";
  const address = parts.join(":");
  const [ports = "", protocol = "tcp"] = container.split("/", 2);
  if (address !== "" && !isAddress(address)) {
    if (/^\[.*\]$|:/.test(address) && /^\[?[0-9a-fA-F:]+\]?$/.test(address) && address.split(":").length > 2)
      throw new ValueError(`Invalid ip address: ${address} (the lab's network has no IPv6)`);
    throw new ValueError(`Invalid ip address: ${address}`);
  }
  if (ports === "") throw new ValueError(`No port specified: ${text}<empty>`);
  const inside = range(ports, "containerPort");
  const outside = hostPort === "" ? undefined : range(hostPort, "hostPort");
  const count = inside.last - inside.first;
  if (outside !== undefined && outside.last - outside.first !== count && count > 0)
    throw new ValueError(`Invalid ranges specified for container and host Ports: ${ports} and ${hostPort}`);
  const proto = protocol.toLowerCase();
  if (proto === "sctp") throw new ValueError("the lab's network has no sctp");
  if (proto !== "tcp" && proto !== "udp") throw new ValueError(`Invalid proto: ${protocol}`);
  if (count >= MAX_RANGE) throw new ValueError(`${count + 1} ports in one flag, over ${MAX_RANGE}`);
  return Array.from({ length: count + 1 }, (_, i) => ({
    protocol: proto,
    hostAddress: address === "" ? "0.0.0.0" : address,
    // Of a range for one port of the container, the first that is free is taken; here the first.
    hostPort: outside === undefined ? 0 : outside.first + i,
    containerPort: inside.first + i,
  }));
}

/** --expose: "80", "80-85/udp". @throws ValueError */
export function parseExpose(text: string): readonly string[] {
  const [ports = "", protocol = "tcp"] = text.split("/", 2);
  for (const end of ports.split("-")) {
    const why = /^\d+$/.test(end)
      ? Number(end) > 65535
        ? "value out of range"
        : undefined
      : "invalid syntax";
    if (why !== undefined)
      throw new ValueError(
        `invalid range format for --expose: ${text}, error: strconv.ParseUint: parsing ${JSON.stringify(end)}: ${why}`,
      );
  }
  const { first, last } = range(ports, "range format for --expose");
  if (last - first >= MAX_RANGE)
    throw new ValueError(`${last - first + 1} ports in one flag, over ${MAX_RANGE}`);
  return Array.from({ length: last - first + 1 }, (_, i) => `${first + i}/${protocol.toLowerCase()}`);
}

/** Where Linux's and Docker's own choice begins. */
const FIRST_FREE = 32768;

/** Gives those without a port of the host the next one that is not in `taken` ("tcp/8080") nor among themselves. */
export function choosePorts(
  ports: readonly PortMapping[],
  taken: ReadonlySet<string>,
): readonly PortMapping[] {
  const used = new Set([...taken, ...ports.map(({ protocol, hostPort }) => `${protocol}/${hostPort}`)]);
  return ports.map((port) => {
    if (port.hostPort !== 0) return port;
    let hostPort = FIRST_FREE;
    while (used.has(`${port.protocol}/${hostPort}`)) hostPort++;
    if (hostPort > 65535) throw new ValueError("all of the host's ports are taken");
    used.add(`${port.protocol}/${hostPort}`);
    return { ...port, hostPort };
  });
}
