/** `assigned` and `sriov`: a network card in the hands of guests. */
import { nsPerExit } from "../../figures/host";
import { contextSwitchNs } from "../../figures/model-costs";
import * as cost from "../../figures/predict/network";
import { streamTriad } from "../../figures/published/felter-tables-2015";
import { type Answer, type Inputs, output, type Scenario, times } from "./prediction";

const exitUs = nsPerExit.value / 1000;

/** Share of bare metal's throughput that a guest reaches whose processor does nothing but networking. */
function fractionOfBareMetal(interrupts: "exits" | "exitless"): number {
  const nested = streamTriad[1].kvm.value / streamTriad[1].native.value;
  if (interrupts === "exitless") return nested;
  // The host's handler hands the interrupt to a thread, which passes it on to the guest.
  const passingUs = cost.exitsPerInterrupt.value * exitUs + contextSwitchNs.value / 1000;
  const betweenUs = 1e6 / cost.assignedInterruptsPerSecond.value;
  return (nested * betweenUs) / (betweenUs + passingUs);
}

function predictAssigned(inputs: Inputs): Answer {
  const interrupts = inputs.interrupts as "exits" | "exitless";
  const value = fractionOfBareMetal(interrupts);
  const exitless = interrupts === "exitless";
  return {
    outputs: {
      fractionOfBareMetal: exitless ? output(value, "×", 0.94, 1) : output(value, "×", 0.5, 0.82),
    },
    mechanisms: exitless
      ? [
          "The guest takes and ends its card's interrupts itself: nothing in the data path leaves it.",
          "What remains is nested translation of memory that is mostly streamed: 1.1 %, as STREAM loses.",
        ]
      : [
          "Each interrupt of the card leaves the guest, waits for a window in which the guest can take it, and leaves it again at its end: three exits, and a thread of the host between.",
          "The guest's processor is the bottleneck, so throughput falls as the time between two interrupts grows by that.",
          "Data itself is moved by the card, without an exit.",
        ],
  };
}

export const assignedScenario: Scenario = {
  name: "assigned",
  summary: "a card assigned to a guest: network throughput against bare metal",
  options: { interrupts: { kind: "choice", allowed: ["exits", "exitless"] } },
  predict: predictAssigned,
};

/** Percent of one core that the host needs at line rate, by the number of guests that share it. */
function sriovCpuPercent(guests: number): number {
  const packetsPerSecond = (cost.portGbps.value * 1e9) / 8 / 1472;
  const eachPerSecond = packetsPerSecond / guests;
  const interruptsPerSecond = guests * Math.min(eachPerSecond, cost.functionInterruptsPerSecond.value);
  const interruptUs = cost.exitsPerInterrupt.value * exitUs;
  return (packetsPerSecond * cost.packetUs.value + interruptsPerSecond * interruptUs) / 1e4;
}

function predictSriov(inputs: Inputs): Answer {
  return {
    outputs: {
      throughputGbps: output(cost.portGbps.value, "Gb/s", 9.2, 9.6),
      cpuPercent: times(sriovCpuPercent(inputs.vms as number), "%", 0.4, 1.8),
    },
    mechanisms: [
      "The card moves data to each guest without the host, so the port is the bottleneck: payload of full frames, however many guests share it.",
      "Packets cost the same in whichever guest they arrive: as many a second as the port carries.",
      "Each virtual function interrupts its guest, as often as its moderation allows or packets come; an interrupt is three exits. So processor time grows by a small amount with each guest.",
    ],
  };
}

export const sriovScenario: Scenario = {
  name: "sriov",
  summary: "virtual functions of one 10 GbE port: throughput and processor time by guests",
  options: { vms: { kind: "whole", least: 1, most: 128 } },
  predict: predictSriov,
};
