import type { MachineView } from "@/app/guest/net/api";
import { type Figure, measured, modelled } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { linkDelayNs } from "@/app/sim/figures/network";
import type { ExchangeMachine, NetworkExchange } from "@/app/sim/run/network-record";
import { type ExitsByDevice, totalExits } from "@/app/sim/run/record";

export type PortCount =
  | "sentFrames"
  | "sentBytes"
  | "receivedFrames"
  | "receivedBytes"
  | "lost"
  | "queueFull"
  | "invalid"
  | "filtered";

/** What is counted at a port, as it is said and as it is explained. */
export const portCounts: readonly {
  readonly count: PortCount;
  readonly head: string;
  readonly how: string;
}[] = [
  { count: "sentFrames", head: "frames in", how: "Frames that came from the machine into the switch." },
  { count: "sentBytes", head: "bytes in", how: "Their bytes, from the destination address to the payload." },
  { count: "receivedFrames", head: "frames out", how: "Frames that went from the switch to the machine." },
  {
    count: "receivedBytes",
    head: "bytes out",
    how: "Their bytes, from the destination address to the payload.",
  },
  {
    count: "lost",
    head: "lost",
    how: "Frames that the cable lost, in both directions, as its setting asks.",
  },
  {
    count: "queueFull",
    head: "queue full",
    how: "Frames that found the queue before the wire full, in both directions.",
  },
  {
    count: "invalid",
    head: "invalid",
    how: "What was sent and is no Ethernet frame: too short or too long.",
  },
  {
    count: "filtered",
    head: "filtered",
    how: "Frames for an address that the switch has learned on the port they came from.",
  },
];

function portCount({ port }: MachineView, count: PortCount): number {
  const { sent, received, invalid, filtered } = port;
  switch (count) {
    case "sentFrames":
      return sent.frames;
    case "sentBytes":
      return sent.bytes;
    case "receivedFrames":
      return received.frames;
    case "receivedBytes":
      return received.bytes;
    case "lost":
      return sent.lost + received.lost;
    case "queueFull":
      return sent.queueFull + received.queueFull;
    case "invalid":
      return invalid;
    case "filtered":
      return filtered;
  }
}

export function portFigure(machine: MachineView, count: PortCount): Figure {
  const { how } = portCounts.find((one) => one.count === count)!;
  const value = portCount(machine, count);
  const unit = count === "sentBytes" || count === "receivedBytes" ? "bytes" : "count";
  return measured(value, unit, `${how} Counted at the switch, since the network was built.`);
}

/** Everything that did not arrive, whatever the reason. */
export const droppedFigure = (machine: MachineView): Figure =>
  measured(
    portCount(machine, "lost") + portCount(machine, "queueFull") + portCount(machine, "invalid"),
    "count",
    "Frames that the cable lost, that found its queue full, or that were none: counted at the switch, since the network was built.",
  );

/** As ping says it; the machine's clock is made of what it did. */
export const roundTripFigure = (ms: number): Figure =>
  modelled(
    ms,
    "ms",
    "What ping says, on the clock of the machine that asks. In it are the instructions and exits of both ends, the time on the wire, and the delay of two cables each way.",
    [nsPerInstruction, nsPerExit, linkDelayNs],
  );

export const answersFigure = (count: number): Figure =>
  measured(count, "count", "Answers that came back, as ping counts them.");

export const exitsEachFigure = (exits: number, count: number): Figure =>
  measured(
    exits / count,
    "exits",
    `Exits of the guest's network card in ${count} round trips, divided by their number. What else they cost (the timer, the console) is not in it.`,
  );

export const callsFigure = (calls: number): Figure =>
  measured(calls, "count", "System calls on the simulated machine since the network was built.");

/** Of the cards that the lab has. */
const CARDS = ["ne2k", "virtio-net"] as const;

export const cardExits = (exits: ExitsByDevice): number =>
  CARDS.reduce((sum, card) => sum + (exits[card]?.reads ?? 0) + (exits[card]?.writes ?? 0), 0);

/** Of scripts that began together: from their beginning until the last had ended. */
export const exchangeTimeFigure = ({ virtualNs }: NetworkExchange): Figure =>
  modelled(virtualNs / 1e6, "ms", "From the moment at which the scripts began until the last had ended.", [
    nsPerInstruction,
    nsPerExit,
    linkDelayNs,
  ]);

const WHILE = "while the scripts ran, on this machine";

export const exchangeExitsFigure = (exits: ExitsByDevice): Figure =>
  measured(
    totalExits(exits),
    "exits",
    `Exits ${WHILE}: those of the console through which its script came, too.`,
  );

export const exchangeFramesFigure = ({ sent }: ExchangeMachine): Figure =>
  measured(sent.frames, "count", `Frames that came to the switch ${WHILE}.`);

export const exchangeCallsFigure = (calls: number): Figure =>
  measured(calls, "count", `System calls ${WHILE}.`);
