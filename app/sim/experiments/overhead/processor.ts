/** Processor and memory, and what a kernel does for a program: where nothing leaves the guest, and where something does. */
import { type Constant, type Figure, measured, modelled } from "../../figures/figure";
import { nsPerExit } from "../../figures/host";
import { walkReferenceNs, zeroFillNs } from "../../figures/memory";
import { filterCheckNs } from "../../figures/overhead";
import { exitsPerTick, remoteFactor, streamingShare, tickHz } from "../../figures/predict/translation";
import { row } from "../../kernel/costs/rows";
import { walkReferences } from "../../memory/translation";
import { gupsRatio, linpackRatio, triadRatio } from "../predict/processor-and-memory";
import type { Cell, ExperimentTable, Row } from "../table";
import { say } from "../words";
import { CONTENDER_LABELS, CONTENDERS, type Contender, functionCallNs, isGuest } from "./contenders";

const rowOf = (contender: Contender, cells: Row["cells"], missing?: Row["missing"]): Row => ({
  id: contender,
  label: CONTENDER_LABELS[contender],
  cells,
  ...(missing === undefined ? {} : { missing }),
});

const TRACK = { true: "kvm", false: "container" } as const;
const trackOf = (contender: Contender) =>
  contender === "native" ? ("native" as const) : TRACK[`${isGuest(contender)}`];

const tickShare = (tickHz.value * exitsPerTick.value * nsPerExit.value) / 1e9;

/** A unikernel has no tick: idle, the lab's own was counted to make no exit in a second. */
const arithmetic = (contender: Contender): number => {
  const ratio = linpackRatio(trackOf(contender), 1);
  return contender === "unikernel" ? ratio / (1 - tickShare) : ratio;
};

export function processorTable(): ExperimentTable {
  const ratio = (value: number, how: string, from: readonly Constant[]): Cell => ({
    figure: modelled(value, "×", how, from),
  });
  const nested = [walkReferenceNs, remoteFactor];
  const lost = (value: number) => `${say(100 * (1 - value))} %`;
  return {
    id: "processor",
    title: `Nested translation takes ${lost(gupsRatio("kvm", 1))} of random access on one socket, ${lost(triadRatio("kvm", 1))} of streaming and ${lost(linpackRatio("kvm", 1))} of arithmetic; a container loses nothing`,
    caption:
      "Speed against native: dense arithmetic in a tuned guest, a stream through memory, updates at random places in 64 GiB.",
    charts: [
      { kind: "bars", value: "random", scale: "linear" },
      { kind: "bars", value: "streaming", scale: "linear" },
      { kind: "bars", value: "arithmetic", scale: "linear" },
    ],
    columns: [
      { id: "arithmetic", label: "arithmetic", unit: "×" },
      { id: "streaming", label: "streaming, one socket", unit: "×" },
      { id: "random", label: "random access, one socket", unit: "×" },
      { id: "random2", label: "random access, two sockets", unit: "×" },
    ],
    rows: CONTENDERS.map((contender) =>
      rowOf(contender, {
        arithmetic: ratio(arithmetic(contender), "ticks of the guest's timer, and what is streamed", [
          tickHz,
          exitsPerTick,
          nsPerExit,
          streamingShare,
        ]),
        streaming: ratio(
          triadRatio(trackOf(contender), 1),
          "a walk of two tables for each page, mostly hidden",
          nested,
        ),
        random: ratio(
          gupsRatio(trackOf(contender), 1),
          "24 references where native takes 4, at each access",
          nested,
        ),
        random2: ratio(
          gupsRatio(trackOf(contender), 2),
          "as with one socket, of accesses that take longer anyway",
          nested,
        ),
      }),
    ),
    handovers: [],
    notes: [
      "Random access and streaming on one socket are fitted to published rows; the others follow from them.",
    ],
  };
}

const counted = (id: string): Figure =>
  measured(
    row(id).instructions,
    "ns",
    `${row(id).label}: instructions of the real guest (docs/measurements.md), one of them a nanosecond`,
  );

const TABLES = { levels: 4, huge: false } as const;
const furtherWalkNs = (walkReferences(TABLES, TABLES) - walkReferences(TABLES)) * walkReferenceNs.value;

/** What was counted, and what comes on top of it. */
function plus(id: string, extraNs: number, how: string, from: readonly Constant[]): Cell {
  const own = counted(id);
  if (extraNs === 0) return { figure: own };
  const extra = modelled(extraNs, "ns", how, from);
  return {
    figure: modelled(own.value + extraNs, "ns", `the same call, counted in a real guest, and ${how}`, from),
    parts: [
      { id: "counted", label: "as native", figure: own },
      { id: "more", label: how, figure: extra },
    ],
  };
}

const BY_MEMORY = "memory that the host has not given yet: an exit and a fault of the host";

export function kernelTable(): ExperimentTable {
  const rows = CONTENDERS.map((contender) => {
    const guest = isGuest(contender);
    const filter = contender === "container" || contender === "container-nat";
    const hostFaultNs = guest ? nsPerExit.value + zeroFillNs.value : 0;
    if (contender === "unikernel")
      return rowOf(
        contender,
        {
          call: { figure: modelled(functionCallNs.value, "ns", functionCallNs.because, [functionCallNs]) },
          first: { figure: modelled(hostFaultNs, "ns", BY_MEMORY, [nsPerExit, zeroFillNs]) },
        },
        {
          switch: "nothing that may be used here measures a unikernel's switch between threads",
          fault: "it maps all of its memory as it starts",
          fork: "a unikernel has no processes",
        },
      );
    return rowOf(contender, {
      call: plus("getpid", filter ? filterCheckNs.value : 0, "a filter of system calls", [filterCheckNs]),
      switch: plus("context.switch", 0, "", []),
      fault: plus("fault", guest ? furtherWalkNs : 0, "a walk of two tables", [walkReferenceNs]),
      first: plus("fault", guest ? furtherWalkNs + hostFaultNs : 0, BY_MEMORY, [
        walkReferenceNs,
        nsPerExit,
        zeroFillNs,
      ]),
      fork: plus("fork", 0, "", []),
    });
  });
  const callOf = (contender: Contender) => rows.find(({ id }) => id === contender)!.cells.call!.figure.value;
  const same = callOf("vm-pv") <= callOf("native");
  return {
    id: "kernel",
    title: `A system call in a VM ${same ? "costs what it costs natively" : "costs more than natively"} (${say(callOf("vm-pv"))} ns); in a container with a filter ${say(callOf("container"))} ns, in a unikernel, where it is a function call, ${say(callOf("unikernel"))} ns`,
    caption:
      "What a kernel does for a program: the null call, a switch to another process, a page fault, fork with exit and wait.",
    charts: [
      { kind: "bars", value: "call", scale: "log" },
      { kind: "bars", value: "first", scale: "linear" },
    ],
    columns: [
      { id: "call", label: "system call", unit: "ns" },
      { id: "switch", label: "context switch", unit: "ns" },
      { id: "fault", label: "page fault", unit: "ns" },
      { id: "first", label: "page fault, memory never used", unit: "ns" },
      { id: "fork", label: "fork, exit, wait", unit: "ns" },
    ],
    rows,
    handovers: [],
    notes: [
      "Processors with nested paging take system calls, switches and page faults of a guest without an exit; shadow paging and the paravirtual page tables of the first Xen, which do not, are not modelled.",
      "Counts are of a real guest's kernel; that a host's kernel takes as many is an assumption.",
    ],
  };
}
