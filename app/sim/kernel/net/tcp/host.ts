/** What a TCP connection says to the world around it, and asks of it. */
import type { Timer } from "../../services";

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

export interface TcpLimits {
  readonly synRetries: number;
  readonly synackRetries: number;
  readonly retries: number;
  readonly finTimeoutNs: number;
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
  readonly limits: TcpLimits;
}
