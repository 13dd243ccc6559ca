/** The cable of a card to whoever has frames as bytes: the lab's switch, and behind it real guests. */
import type { EtherDevice } from "./devices/ether";
import type { Frame } from "./packets";
import { encodeFrame } from "./wire";
import { decodeFrame } from "./wire-decode";
import { WireTerms } from "./wire-terms";

/** The other end of a cable: takes frames. */
export interface LinkPeer {
  deliver(frame: Frame): void;
}

export class Cable implements LinkPeer {
  private readonly terms = new WireTerms();

  /** Plugs the card in. What it sends comes out as bytes at the moment at which it sends. */
  constructor(
    private readonly card: EtherDevice,
    private readonly send: (bytes: Uint8Array) => void,
  ) {
    card.plug = this;
  }

  deliver(frame: Frame): void {
    this.send(encodeFrame(this.terms.toWire(frame)));
  }

  /** A frame has come from the other end. One that no kernel would take is dropped and counted. */
  receive(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame === undefined) this.card.counters.rxDropped++;
    else this.card.deliver(this.terms.fromWire(frame));
  }
}
