/** An order to a host, as a sentence. Pure. */
import { arrangementById } from "@/app/sim/vmm/arrangements";
import type { FloorOrder } from "@/app/sim/vmm/floor";

export function orderWords(order: FloorOrder): string {
  const { machine } = order;
  switch (order.do) {
    case "connect":
      return `${machine}: network by ${arrangementById(order.network)?.name ?? order.network}.`;
    case "balloon":
      return `${machine}: a balloon of ${order.mib} MiB.`;
    case "resize":
      return `${machine}: memory of ${order.mib} MiB.`;
    case "power":
      return `${machine}: switch ${order.on ? "on" : "off"}.`;
    case "migrate":
      return `${machine}: move to ${order.to}.`;
  }
}
