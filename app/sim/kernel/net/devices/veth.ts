/** One end of a virtual cable. What one end sends the other receives, also across namespaces; an end that is down cuts both. */
import { IFF, NetDevice } from "../device";
import type { Mac } from "../mac";
import type { NetNamespace } from "../namespace";
import type { Frame } from "../packets";

export class VethDevice extends NetDevice {
  readonly kind = "veth";
  peer: VethDevice | undefined;

  constructor(namespace: NetNamespace, name: string, mac: Mac) {
    super(namespace, name, mac, {
      flags: IFF.BROADCAST | IFF.MULTICAST,
      minMtu: 68,
      maxMtu: 65535,
      mtu: 1500,
      qdisc: "noqueue",
      tsoMaxSize: 524280,
      nameAssignType: 3,
      addrAssignType: 1,
    });
  }

  override get linkIndex(): number {
    return this.peer?.index ?? 0;
  }

  protected override opened(): void {
    if (this.peer?.up !== true) return;
    this.setCarrier(true);
    this.peer.setCarrier(true);
  }

  protected override closed(): void {
    this.setCarrier(false);
    this.peer?.setCarrier(false);
  }

  protected transmit(frame: Frame): void {
    const peer = this.peer;
    if (peer === undefined || !peer.up) {
      this.counters.txDropped++;
      return;
    }
    this.sent(frame);
    this.namespace.softIrq.raise(() => peer.receive(frame));
  }

  override deleted(): void {
    const peer = this.peer;
    this.peer = undefined;
    if (peer === undefined) return;
    peer.peer = undefined;
    peer.namespace.removeDevice(peer);
  }
}
