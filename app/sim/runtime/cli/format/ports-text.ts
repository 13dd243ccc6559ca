/** Ports as `docker ps` shows them: neighbours as one range, published ones with an arrow. */

export interface ShownPort {
  readonly containerPort: number;
  readonly protocol: string;
  /** "" if it is not published. */
  readonly hostAddress: string;
  readonly hostPort: number;
}

function group(key: string, first: number, last: number): string {
  const [address, protocol] = key.includes("/") ? key.split("/") : ["", key];
  const range = first === last ? String(first) : `${first}-${last}`;
  return address === "" ? `${range}/${protocol}` : `${address}:${range}->${range}/${protocol}`;
}

export function portsText(ports: readonly ShownPort[]): string {
  const sorted = [...ports].sort(
    (a, b) =>
      a.containerPort - b.containerPort ||
      (a.hostAddress < b.hostAddress ? -1 : a.hostAddress > b.hostAddress ? 1 : 0) ||
      a.hostPort - b.hostPort ||
      (a.protocol < b.protocol ? -1 : 1),
  );
  const groups = new Map<string, { first: number; last: number }>();
  const done: string[] = [];
  const mapped: string[] = [];
  for (const { containerPort, protocol, hostAddress, hostPort } of sorted) {
    if (hostAddress !== "" && hostPort !== containerPort) {
      mapped.push(`${hostAddress}:${hostPort}->${containerPort}/${protocol}`);
      continue;
    }
    const key = hostAddress === "" ? protocol : `${hostAddress}/${protocol}`;
    const open = groups.get(key);
    if (open !== undefined && containerPort === open.last + 1) {
      open.last = containerPort;
      continue;
    }
    if (open !== undefined) done.push(group(key, open.first, open.last));
    groups.set(key, { first: containerPort, last: containerPort });
  }
  return [...done, ...[...groups].map(([key, { first, last }]) => group(key, first, last)), ...mapped].join(
    ", ",
  );
}
