/** What starting, saving and restoring are made of. */
import type { Constant, Source } from "../figure";

const lightVm: Source = {
  title: "My VM is Lighter (and Safer) than your Container",
  authors: "Manco et al.",
  where: "SOSP 2017",
  table: "abstract: a virtual machine boots in 2.3 ms; fork and exec on Linux take about 1 ms",
  host: "not stated in the abstract",
  url: "http://sysml.neclab.eu/projects/lightvm/",
};

const ms = (id: string, label: string, value: number, because: string, source?: Source): Constant => ({
  id: `predict.${id}`,
  label,
  value,
  unit: "ms",
  because,
  ...(source === undefined ? {} : { source }),
});

export const lightVmBootMs = ms(
  "lightVmBootMs",
  "LightVM: creating and booting a minimal guest",
  2.3,
  "Published. The control plane is memory shared with the guest, so it does not grow with the number of guests.",
  lightVm,
);

export const forkExecMs = ms("forkExecMs", "fork and exec of a process", 1, "Published.", lightVm);

export const unikernelBytes: Constant = {
  id: "predict.unikernelBytes",
  label: "memory of the minimal guest that is saved",
  value: 4 * 2 ** 20,
  unit: "bytes",
  because:
    "A convention: between the 2 MB that Unikraft's hello world needs and the 7 MB of one with a server (EuroSys 2021, figure 11).",
};

export const savePageUs: Constant = {
  id: "predict.savePageUs",
  label: "Xen: saving or restoring one page of a guest",
  value: 2,
  unit: "µs",
  because:
    "A convention: the toolstack maps the guest's page by a hypercall, copies it (about 0.2 µs), writes it to a file in memory and unmaps it.",
};

export const suspendMs = ms(
  "suspendMs",
  "suspending a guest: it puts its devices down and answers",
  2,
  "A convention: as long as its boot, in which it set the same devices up.",
);

export const storeRequestMs = ms(
  "storeRequestMs",
  "XenStore: one request with one running guest, round trip through its daemon",
  0.1,
  "A convention: two context switches, two interrupts between domains, and the daemon's work in a small tree.",
);

export const storeGrowth: Constant = {
  id: "predict.storeGrowth",
  label: "XenStore: how much longer a request takes with each running guest",
  value: 0.01,
  unit: "×",
  because:
    "A convention: the daemon walks watches and copies its tree for a transaction, both of which grow with the guests; a hundred of them double a request.",
};

export const storeRequests: Constant = {
  id: "predict.storeRequests",
  label: "XenStore: requests of the stock toolstack for creating or taking down one guest with one device",
  value: 150,
  unit: "count",
  because:
    "A convention: about 40 nodes of a domain and its console, disk and network device are written with their permissions, read by the back ends and watched through five states.",
};

export const scriptProcesses: Constant = {
  id: "predict.scriptProcesses",
  label: "processes that the hotplug scripts of one network device start",
  value: 30,
  unit: "count",
  because:
    "A convention: a shell script that calls xenstore-read, xenstore-write, ip, brctl, iptables and logger, some of them several times, under a lock.",
};

export const toolProcesses: Constant = {
  id: "predict.toolProcesses",
  label: "processes of the toolstack itself, and of its helpers",
  value: 10,
  unit: "count",
  because: "A convention: xl, its child that watches the guest, the helper that saves or restores.",
};
