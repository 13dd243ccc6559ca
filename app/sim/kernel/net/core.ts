/** What the network namespaces of one kernel share. */
import type { SeededRandom } from "../../time/random";
import type { KernelServices } from "../services";
import { LinkWatch } from "./link-watch";
import type { NetNamespace } from "./namespace";
import { SoftIrq } from "./softirq";

/** The part of the kernel's services that the network uses. */
export type NetServices = Pick<
  KernelServices,
  "nowNs" | "after" | "random" | "namespaceInode" | "objectInode" | "signal"
>;

export class NetCore {
  readonly softIrq: SoftIrq;
  readonly linkWatch: LinkWatch;
  readonly random: SeededRandom;
  /** Where cards go when their namespace ends. */
  initial: NetNamespace | undefined;
  /** Namespaces alive, the initial one first. */
  readonly namespaces = new Set<NetNamespace>();

  constructor(readonly services: NetServices) {
    this.softIrq = new SoftIrq(services);
    this.linkWatch = new LinkWatch(services);
    this.random = services.random.split("net");
  }
}
