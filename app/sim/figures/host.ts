/**
 * What the modelled host charges a real guest for. The counts are measured; these constants turn them into time.
 */
import type { Constant, Source } from "./figure";

const splitX: Source = {
  title: "SplitX: Split Guest/Hypervisor Execution on Multi-Core",
  authors: "Landau, Ben-Yehuda, Gordon",
  where: "WIOV 2011",
  table: "direct cost of a world switch: 2,000 cycles",
  host: "Xeon X5570 2.93 GHz, KVM 2.6.34, 1 vCPU, EPT and VPID",
};

export const nsPerInstruction: Constant = {
  id: "host.nsPerInstruction",
  label: "time of one guest instruction",
  value: 1,
  unit: "ns/instruction",
  because:
    "A convention: one instruction a nanosecond (1 GIPS), so that instruction counts and nanoseconds can be read off each other.",
};

export const nsPerExit: Constant = {
  id: "host.nsPerExit",
  label: "cost of one exit to the hypervisor",
  value: 1500,
  unit: "ns",
  because:
    "Between the direct cost of a world switch (2,000 cycles at 2.93 GHz = 683 ns; the indirect cost comes on top) and a round trip to a device model in user space (5,655 ns, gVisor's KVM platform, google/gvisor pull request 7370). Override it to see what depends on it.",
  source: splitX,
};
