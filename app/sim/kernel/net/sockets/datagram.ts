/** Sockets that carry messages: a bounded queue of received ones. */
import type { Call } from "../../abi/call";
import { POLL } from "../../abi/flags";
import type { Caller } from "../../fs/contract";
import { InetSocket } from "./inet";
import type { Received } from "./socket";

/** /proc/sys/net/core/rmem_default; each message counts with the kernel's own overhead. */
const RECEIVE_BYTES = 212_992;
const MESSAGE_OVERHEAD_BYTES = 768;

export abstract class DatagramSocket extends InetSocket {
  protected received: Received[] = [];
  receivedBytes = 0;
  drops = 0;
  protected readShut = false;
  protected writeShut = false;

  /** Whether there was room. */
  protected enqueue(message: Received): boolean {
    const bytes = message.data.length + MESSAGE_OVERHEAD_BYTES;
    if (this.receivedBytes + bytes > RECEIVE_BYTES) {
      this.drops++;
      return false;
    }
    this.received.push(message);
    this.receivedBytes += bytes;
    this.queue.wakeAll();
    return true;
  }

  override *recvfrom(count: number, caller: Caller): Call<Received> {
    const empty = { data: new Uint8Array(0), from: { address: "", port: 0 }, ttl: 0 };
    if (this.readShut && this.received.length === 0) return empty;
    yield* this.waitFor(
      () => this.received.length > 0 || this.pendingError !== undefined || this.readShut,
      caller,
      this.receiveTimeoutNs,
    );
    this.takeError();
    const message = this.received.shift();
    if (message === undefined) return empty;
    this.receivedBytes -= message.data.length + MESSAGE_OVERHEAD_BYTES;
    return message.data.length > count ? { ...message, data: message.data.slice(0, count) } : message;
  }

  override poll(): number {
    let events: number = this.writeShut ? 0 : POLL.OUT;
    if (this.received.length > 0 || this.readShut) events |= POLL.IN;
    if (this.pendingError !== undefined) events |= POLL.ERR | POLL.IN;
    if (this.readShut && this.writeShut) events |= POLL.HUP;
    return events;
  }
}
