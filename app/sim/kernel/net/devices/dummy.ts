/** A device that swallows what is sent. */
import { IFF, NetDevice } from "../device";
import type { Mac } from "../mac";
import type { NetNamespace } from "../namespace";
import type { Frame } from "../packets";

export class DummyDevice extends NetDevice {
  readonly kind = "dummy";

  constructor(namespace: NetNamespace, name: string, mac: Mac) {
    super(namespace, name, mac, {
      flags: IFF.BROADCAST | IFF.NOARP,
      minMtu: 0,
      maxMtu: 0,
      mtu: 1500,
      qdisc: "noqueue",
      tsoMaxSize: 65536,
      nameAssignType: 3,
      addrAssignType: 1,
    });
  }

  protected transmit(frame: Frame): void {
    this.sent(frame);
  }
}
