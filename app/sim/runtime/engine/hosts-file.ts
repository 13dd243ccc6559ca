/**
 * Names of containers. There is no DNS server in the engine: on networks of one's own, the names of the others are in each
 * container's /etc/hosts, which is written again when somebody comes or goes.
 */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import { writeFile } from "./file-work";
import { type ContainerRecord, isRunning, paths } from "./records";
import type { EngineState } from "./state";

/** /etc/hosts of a running container; on networks of one's own the names of the others are in it. */
export function* writeHosts(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  hostname: string,
): Call<void> {
  let text = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";
  text += "fe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";
  for (const { address } of container.endpoints.values())
    if (address !== "") text += `${address}\t${hostname}\n`;
  for (const name of container.endpoints.keys()) {
    if (name === "bridge") continue;
    for (const other of state.containers.values()) {
      const endpoint = other.endpoints.get(name);
      if (other === container || endpoint === undefined || endpoint.address === "") continue;
      text += `${endpoint.address}\t${[other.name, ...endpoint.aliases, other.id.slice(0, 12)].join(" ")}\n`;
    }
  }
  yield* writeFile(sys, paths.file(container.id, "hosts"), text);
}

/** Everybody on these networks learns who is there now. */
export function* tellOthers(state: EngineState, sys: Sys, names: Iterable<string>): Call<void> {
  const wanted = new Set([...names].filter((name) => name !== "bridge"));
  if (wanted.size === 0) return;
  for (const other of state.containers.values())
    if (isRunning(other) && [...other.endpoints.keys()].some((name) => wanted.has(name)))
      yield* writeHosts(state, sys, other, hostnameOf(other));
}

export const hostnameOf = ({ id, spec }: ContainerRecord): string => spec.hostname ?? id.slice(0, 12);
