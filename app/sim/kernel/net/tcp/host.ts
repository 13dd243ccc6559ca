/** What a TCP connection says to the world around it, and asks of it. */
import type { Timer } from "../../services";

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

export interface TcpOutput {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: {
    readonly syn?: boolean;
    readonly ack?: boolean;
    readonly fin?: boolean;
    readonly rst?: boolean;
    readonly psh?: boolean;
  };
  readonly window: number;
  readonly mss: number | undefined;
  readonly data: Uint8Array;
}

/** The world of a connection. */
export interface TcpHost {
  nowNs(): number;
  after(delayNs: number, then: () => void): Timer;
  send(segment: TcpOutput): void;
  /** Data, space, state or error have changed. */
  changed(): void;
  /** The connection is over and forgotten. */
  ended(): void;
  readonly limits: {
    readonly synRetries: number;
    readonly synackRetries: number;
    readonly retries: number;
    readonly finTimeoutNs: number;
  };
}
