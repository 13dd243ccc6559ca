/**
 * The starts of the columns on one host, as the views of app/labs/host want a host: at its end, to look at. The one order that it
 * takes is a weight.
 */
import { emptyHostLab, type HostLabApi, type HostLabState } from "@/app/guest/host/api";
import type { Contender, Together } from "@/app/sim/together/together";
import { togetherView } from "@/app/sim/together/view";
import { restingHostLab } from "../../host/restingHostLab";

export interface TogetherLab {
  readonly api: HostLabApi;
  show(together: Together, contenders: readonly Contender[]): void;
}

export function createTogetherLab(onWeight: (column: string, weight: number) => void): TogetherLab {
  let state: HostLabState = emptyHostLab;
  let shown: Together | undefined;
  const listeners = new Set<() => void>();
  return {
    api: {
      ...restingHostLab,
      state: () => state,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async timeline(fromNs, toNs, maxBuckets) {
        return shown?.slice(fromNs, toNs, maxBuckets) ?? { fromNs, toNs, cores: [] };
      },
      async order(order) {
        if (order.do === "weight") onWeight(order.instance, order.weight);
      },
    },
    show(together, contenders) {
      shown = together;
      state = { ...emptyHostLab, status: "ready", view: togetherView(together, contenders) };
      for (const listener of listeners) listener();
    },
  };
}
