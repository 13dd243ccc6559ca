/** Published start times of container runtimes: what the runtime's own work is calibrated with. Small, for pages. */
import type { Constant, Source } from "../../figures/figure";
import { containerStartNs } from "../../figures/model-costs";

export type PublishedRuntime = "crun" | "runc" | "docker";

const unikraft: Source = {
  title: "Unikraft: Fast, Specialized Unikernels the Easy Way",
  authors: "Kuenzer et al.",
  where: "EuroSys 2021",
  table: "text on boot times (artefact, txt_01): a minimal container under Docker",
  host: "Shuttle SH370R6, Core i7-9700K 3.6 GHz (8 cores, HT off), 32 GB, Debian Buster, Linux 4.19, isolated CPUs",
  url: "https://github.com/unikraft/eurosys21-artifacts",
};

const start = (id: string, label: string, value: number, because: string, source?: Source): Constant => ({
  id: `runtime.${id}`,
  label,
  value,
  unit: "ns",
  because,
  ...(source === undefined ? {} : { source }),
});

/** Published whole starts of a container that runs /bin/true, by runtime. */
export const PUBLISHED_STARTS: Readonly<Record<PublishedRuntime, Constant>> = {
  crun: start(
    "crun",
    "a container's whole life under crun",
    containerStartNs.value,
    "1.69 s / 100, one after the other.",
    containerStartNs.source,
  ),
  runc: start(
    "runc",
    "a container's whole life under runc",
    33_400_000,
    "3.34 s / 100, one after the other.",
    containerStartNs.source,
  ),
  docker: start(
    "docker",
    "start of a minimal container under Docker",
    66_300_000,
    "66.3 ms: Docker's client, engine, containerd, its shim and runc together.",
    unikraft,
  ),
};
