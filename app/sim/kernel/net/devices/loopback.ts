/** lo: what is sent comes back. */
import { IFF, NetDevice } from "../device";
import { type Mac, ZERO_MAC } from "../mac";
import type { NetNamespace } from "../namespace";
import { type Frame, payloadBytes } from "../packets";

export class LoopbackDevice extends NetDevice {
  readonly kind = "loopback";
  override readonly broadcast: Mac = ZERO_MAC;

  constructor(namespace: NetNamespace) {
    super(namespace, "lo", ZERO_MAC, {
      flags: IFF.LOOPBACK,
      minMtu: 0,
      maxMtu: 0,
      mtu: 65536,
      qdisc: "noqueue",
      tsoMaxSize: 524280,
      nameAssignType: 2,
      addrAssignType: 0,
    });
  }

  /** The loopback device counts without the Ethernet header. */
  protected override counted(frame: Frame): number {
    return payloadBytes(frame.payload);
  }

  protected transmit(frame: Frame): void {
    this.sent(frame);
    this.namespace.softIrq.raise(() => this.receive(frame));
  }
}
