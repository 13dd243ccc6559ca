/** A network card: its frames go to whatever its cable leads to. */
import type { LinkPeer } from "../cable";
import { IFF, NetDevice } from "../device";
import type { Mac } from "../mac";
import type { NetNamespace } from "../namespace";
import type { Frame } from "../packets";

export class EtherDevice extends NetDevice implements LinkPeer {
  readonly kind = "ether";
  /** Where the cable leads. */
  plug: LinkPeer | undefined;

  constructor(namespace: NetNamespace, name: string, mac: Mac) {
    super(namespace, name, mac, {
      flags: IFF.BROADCAST | IFF.MULTICAST,
      minMtu: 68,
      maxMtu: 1500,
      mtu: 1500,
      qdisc: "pfifo_fast",
      tsoMaxSize: 65536,
      nameAssignType: 0,
      addrAssignType: 0,
    });
  }

  protected transmit(frame: Frame): void {
    this.sent(frame);
    const plug = this.plug;
    if (plug !== undefined) this.namespace.softIrq.raise(() => plug.deliver(frame));
  }

  /** A frame has come over the cable. */
  deliver(frame: Frame): void {
    this.receive(frame);
  }
}
