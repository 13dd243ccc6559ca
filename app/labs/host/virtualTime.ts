/** Virtual time in words and digits. */

const units = [
  { name: "s", ns: 1e9 },
  { name: "ms", ns: 1e6 },
  { name: "µs", ns: 1e3 },
  { name: "ns", ns: 1 },
] as const;

type TimeUnit = (typeof units)[number];

const unitFor = (ns: number): TimeUnit => units.find((unit) => Math.abs(ns) >= unit.ns) ?? units[3];

/** To about four digits, in the unit that suits: "1.250 s", "12.50 ms", "800 ns". For a length of time. */
export function lengthText(ns: number): string {
  if (ns === 0) return "0";
  const unit = unitFor(ns);
  const value = ns / unit.ns;
  const decimals = unit.ns === 1 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  return `${value.toFixed(decimals)} ${unit.name}`;
}

/** A moment on the clock, to the microsecond: "12.345 678 s". */
export function momentText(ns: number): string {
  const us = Math.floor(ns / 1e3);
  const [seconds = "0", fraction = ""] = (us / 1e6).toFixed(6).split(".");
  return `${seconds}.${fraction.slice(0, 3)} ${fraction.slice(3)} s`;
}

export interface Tick {
  readonly atNs: number;
  readonly label: string;
}

/** Round moments of a stretch of time, at most `most` of them, labelled as finely as they stand apart. */
export function ticksOf(fromNs: number, toNs: number, most: number): readonly Tick[] {
  const length = toNs - fromNs;
  if (!(length > 0) || most < 1) return [];
  const rough = length / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stepNs = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const unit = unitFor(stepNs >= 1e6 && toNs >= 1e9 ? 1e9 : Math.max(stepNs * 10, 1e3));
  const decimals = Math.max(0, Math.round(Math.log10(unit.ns) - Math.floor(Math.log10(stepNs) + 1e-9)));
  const ticks: Tick[] = [];
  for (let count = Math.ceil(fromNs / stepNs); count * stepNs <= toNs; count++) {
    const atNs = count * stepNs;
    ticks.push({ atNs, label: `${(atNs / unit.ns).toFixed(decimals)} ${unit.name}` });
  }
  return ticks;
}
