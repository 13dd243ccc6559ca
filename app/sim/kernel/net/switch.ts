/** The lab's switch: a learning Ethernet switch between cards of simulated kernels and of real guests. */
import type { Mac } from "./mac";
import { isGroupMac } from "./mac";
import type { Frame } from "./packets";

/** The other end of a cable: takes frames. net/wire.ts makes frames of bytes and back for whoever has bytes. */
export interface LinkPeer {
  deliver(frame: Frame): void;
}

export class Switch {
  private readonly ports: { readonly out: LinkPeer }[] = [];
  private readonly table = new Map<Mac, { readonly out: LinkPeer }>();

  /** Plugs something in; answers where it sends its frames. */
  attach(out: LinkPeer): LinkPeer {
    const port = { out };
    this.ports.push(port);
    return {
      deliver: (frame) => {
        if (!this.ports.includes(port)) return;
        if (!isGroupMac(frame.source)) this.table.set(frame.source, port);
        const known = isGroupMac(frame.destination) ? undefined : this.table.get(frame.destination);
        for (const other of known === undefined ? this.ports : [known])
          if (other !== port) other.out.deliver(frame);
      },
    };
  }

  detach(out: LinkPeer): void {
    const at = this.ports.findIndex((port) => port.out === out);
    if (at < 0) return;
    const [port] = this.ports.splice(at, 1);
    for (const [mac, learned] of this.table) if (learned === port) this.table.delete(mac);
  }
}
