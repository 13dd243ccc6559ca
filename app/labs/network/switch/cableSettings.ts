import type { CableChange } from "@/app/guest/net/api";
import { defaultLink, GIGABIT, TEN_GIGABIT } from "@/app/sim/figures/network";

interface CableSetting {
  readonly setting: keyof CableChange;
  readonly label: string;
  readonly choices: readonly { readonly value: number; readonly text: string }[];
}

/** What of a cable may be chosen; its first values are among the choices. */
export const cableSettings: readonly CableSetting[] = [
  {
    setting: "bitsPerSecond",
    label: "rate",
    choices: [
      { value: 10e6, text: "10 Mb/s" },
      { value: GIGABIT, text: "1 Gb/s" },
      { value: TEN_GIGABIT, text: "10 Gb/s" },
    ],
  },
  {
    setting: "delayNs",
    label: "delay",
    choices: [
      { value: 5_000, text: "5 µs" },
      { value: defaultLink.delayNs, text: "20 µs" },
      { value: 1_000_000, text: "1 ms" },
      { value: 20_000_000, text: "20 ms" },
    ],
  },
  {
    setting: "loss",
    label: "loss",
    choices: [
      { value: 0, text: "none" },
      { value: 0.01, text: "1 %" },
      { value: 0.1, text: "10 %" },
      { value: 1, text: "all (unplugged)" },
    ],
  },
];
