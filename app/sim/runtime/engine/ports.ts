/** Published ports: rules of the host that send what comes for them to a container. */
import type { Call } from "../../kernel/abi/call";
import type { NatRule } from "../../kernel/abi/netlink";
import type { Sys } from "../../kernel/abi/sys";
import { EngineError } from "./contract";
import { isError, unless } from "./file-work";
import { type ContainerRecord, isRunning } from "./records";
import type { EngineState } from "./state";

/** What was published, as rules of the host. */
export function rulesOf(container: ContainerRecord): readonly NatRule[] {
  const [first] = container.endpoints.values();
  if (first === undefined) return [];
  return container.spec.ports.map(({ protocol, hostAddress, hostPort, containerPort }) => ({
    kind: "dnat",
    protocol,
    port: hostPort,
    address: hostAddress === "" || hostAddress === "0.0.0.0" ? undefined : hostAddress,
    to: first.address,
    toPort: containerPort,
  }));
}

export function* publish(sys: Sys, container: ContainerRecord): Call<void> {
  for (const rule of rulesOf(container)) yield* unless(sys.netlink({ type: "nat-add", rule }), "EEXIST");
}

/** @throws EngineError in Docker's words if another container has the port, or a program of the host */
export function* checkPorts(state: EngineState, sys: Sys, container: ContainerRecord): Call<void> {
  const failed = (what: string) =>
    new EngineError(
      `driver failed programming external connectivity on endpoint ${container.name} (${container.id}): ${what}`,
      125,
    );
  const address = (text: string) => (text === "" ? "0.0.0.0" : text);
  if (container.spec.ports.length === 0) return;
  const others = [...state.containers.values()].filter((other) => other !== container && isRunning(other));
  const taken = others.flatMap(({ spec }) => spec.ports);
  for (const port of container.spec.ports) {
    const mine = address(port.hostAddress);
    const clash = taken.some(
      (other) =>
        other.protocol === port.protocol &&
        other.hostPort === port.hostPort &&
        (mine === "0.0.0.0" ||
          address(other.hostAddress) === "0.0.0.0" ||
          address(other.hostAddress) === mine),
    );
    if (clash) throw failed(`Bind for ${mine}:${port.hostPort} failed: port is already allocated`);
    const fd = yield* sys.socket("inet", port.protocol === "tcp" ? "stream" : "dgram", 0);
    try {
      yield* sys.bind(fd, { address: mine, port: port.hostPort });
    } catch (error) {
      if (!isError(error, "EADDRINUSE")) throw error;
      throw failed(
        `Error starting userland proxy: listen ${port.protocol}4 ${mine}:${port.hostPort}: bind: address already in use`,
      );
    } finally {
      yield* sys.close(fd);
    }
  }
}
