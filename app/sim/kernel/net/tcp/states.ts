/** The states of a connection (RFC 9293, 3.3.2), and what follows from a state alone. */
import type { ErrorName } from "../../abi/errno";
import type { TcpLimits } from "./host";

export type TcpState =
  | "SYN_SENT"
  | "SYN_RECV"
  | "ESTABLISHED"
  | "FIN_WAIT1"
  | "FIN_WAIT2"
  | "TIME_WAIT"
  | "CLOSED"
  | "CLOSE_WAIT"
  | "LAST_ACK"
  | "CLOSING";

/** Retries of a connection whose socket was closed (tcp_orphan_retries 0 stands for 8). */
const ORPHAN_RETRIES = 8;

export const isOpening = (state: TcpState): boolean => state === "SYN_SENT" || state === "SYN_RECV";

/** Data may come in. */
export const isReceiving = (state: TcpState): boolean =>
  state === "ESTABLISHED" || state === "FIN_WAIT1" || state === "FIN_WAIT2";

/** What a program is told when the other side resets the connection in that state; undefined: nothing. */
export function resetError(state: TcpState): ErrorName | undefined {
  if (state === "CLOSE_WAIT") return "EPIPE";
  if (state === "SYN_RECV") return "ECONNREFUSED";
  return state === "TIME_WAIT" ? undefined : "ECONNRESET";
}

/** How often a segment is sent again before the connection is given up. */
export function mostRetries(state: TcpState, orphan: boolean, limits: TcpLimits): number {
  if (state === "SYN_SENT") return limits.synRetries;
  if (state === "SYN_RECV") return limits.synackRetries;
  return orphan ? ORPHAN_RETRIES : limits.retries;
}
