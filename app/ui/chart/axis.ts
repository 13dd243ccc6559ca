/** An axis of a chart: where values lie on it and where it is marked. Pure; positions in units of the drawing. */
import type { Unit } from "@/app/sim/figures/figure";

export type AxisScale = "linear" | "log";

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Axis {
  readonly scale: AxisScale;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
  /** Where a value lies between two positions; what is beyond the axis lies on its end. */
  place(value: number, start: number, end: number): number;
}

const FEWEST = 4;
const MOST_DECADES = 7;
const BYTE_UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;
const digits = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 });

/** A round number on an axis: "0.5", "20,000", "64 MiB". Units other than bytes stand in the axis's title. */
export function tickText(value: number, unit: Unit): string {
  if (unit !== "bytes") return digits.format(value);
  const step = value < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(value) / 10));
  return `${digits.format(value / 1024 ** step)} ${BYTE_UNITS[step]}`;
}

/** From 0 to beyond the greatest value. */
export function linearAxis(values: readonly number[], unit: Unit): Axis {
  const most = Math.max(0, ...values);
  const step = most === 0 ? 1 / FEWEST : unit === "bytes" ? binaryStep(most) : decimalStep(most);
  const count = Math.max(1, Math.ceil(most / step - 1e-9) || FEWEST);
  const ats = Array.from({ length: count + 1 }, (_, n) => n * step);
  return axis("linear", 0, count * step, ats, unit, (value) => value);
}

const binaryStep = (most: number): number => 2 ** Math.ceil(Math.log2(most / (2 * FEWEST)));

function decimalStep(most: number): number {
  const rough = most / (1.5 * FEWEST);
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

/** Between round numbers around the values; what is not above 0 has no place, and lies on the start. */
export function logAxis(values: readonly number[], unit: Unit): Axis {
  const above = values.filter((value) => value > 0);
  if (above.length === 0) return linearAxis([], unit);
  const [base, factors] = unit === "bytes" ? [2, [1]] : [10, [1, 2, 5]];
  const power = (value: number): number => Math.log(value) / Math.log(base);
  const [least, most] = [Math.min(...above), Math.max(...above)];
  const [low, high] = [Math.floor(power(least) + 1e-9), Math.ceil(power(most) - 1e-9)];
  const round = Array.from({ length: high - low + 2 }, (_, n) => base ** (low + n)).flatMap((decade) =>
    factors.map((factor) => factor * decade),
  );
  const from = round.findLast((at) => at <= least * (1 + 1e-9)) ?? base ** low;
  const to = round.find((at) => at >= most * (1 - 1e-9) && at > from) ?? base ** (high + 1);
  const stride = Math.ceil((high - low) / MOST_DECADES);
  const marked = high - low <= 2 ? round : round.filter((_, n) => n % (stride * factors.length) === 0);
  const ticks = marked.filter((at) => at >= from && at <= to);
  return axis("log", from, to, ticks, unit, Math.log);
}

export const axisFor = (scale: AxisScale, values: readonly number[], unit: Unit): Axis =>
  (scale === "log" ? logAxis : linearAxis)(values, unit);

function axis(
  scale: AxisScale,
  from: number,
  to: number,
  ats: readonly number[],
  unit: Unit,
  bend: (value: number) => number,
): Axis {
  return {
    scale,
    from,
    to,
    ticks: ats.map((at) => ({ at, text: tickText(at, unit) })),
    place(value, start, end) {
      const held = Math.min(to, Math.max(from, value));
      return start + ((bend(held) - bend(from)) / (bend(to) - bend(from))) * (end - start);
    },
  };
}
