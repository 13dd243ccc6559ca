/** What the processor scenarios need beyond the cost of a page walk's references. */
import type { Constant } from "../figure";

export const remoteFactor: Constant = {
  id: "predict.remoteFactor",
  label: "a reference to the other socket's memory, against one to the own",
  value: 1.6,
  unit: "×",
  because: "A convention: 1.5 to 1.7 on servers with two sockets.",
};

export const tickHz: Constant = {
  id: "predict.tickHz",
  label: "timer ticks a second of a guest's busy processor",
  value: 250,
  unit: "/s",
  because: "CONFIG_HZ of the distributions' kernels.",
};

export const exitsPerTick: Constant = {
  id: "predict.exitsPerTick",
  label: "exits of one timer tick",
  value: 3,
  unit: "exits",
  because: "The host's timer, setting the next one, the end of the interrupt.",
};

export const streamingShare: Constant = {
  id: "predict.streamingShare",
  label: "Linpack: share of its time that is bound as streaming is",
  value: 0.4,
  unit: "×",
  because:
    "A convention: blocks of 256 columns need 0.06 bytes of memory an operation, so 290 GFLOPS stream 18 of the 45 GB/s that two sockets have.",
};
