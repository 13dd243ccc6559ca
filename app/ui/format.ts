import type { Figure, Unit } from "@/app/sim/figures/figure";

/** A number as it is set on the page: digits first, the unit apart, so that the unit can be set quietly. */
export interface SetNumber {
  readonly digits: string;
  readonly unit: string;
}

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const threeDigits = new Intl.NumberFormat("en-GB", {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});
const short = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 3 });

const fifthPlace = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 5 });

const bytePrefixes = ["bytes", "KiB", "MiB", "GiB"] as const;

function setBytes(value: number): SetNumber {
  let size = value;
  let step = 0;
  while (size >= 1024 && step < bytePrefixes.length - 1) {
    size /= 1024;
    step += 1;
  }
  return {
    digits: step === 0 ? whole.format(size) : hundredths.format(size),
    unit: bytePrefixes[step] ?? "",
  };
}

/** Counts in full with separators; times to a hundredth of their unit, or to three digits below one; sizes in binary units. */
function setNumber(value: number, unit: Unit): SetNumber {
  switch (unit) {
    case "instructions":
    case "exits":
    case "pages":
    case "weight":
    case "count":
      return { digits: whole.format(value), unit: "" };
    case "kB":
    case "/s":
      return { digits: whole.format(value), unit };
    case "bytes":
      return setBytes(value);
    case "ms":
    case "µs":
      return { digits: (value > 0 && value < 1 ? threeDigits : hundredths).format(value), unit };
    case "ns":
      return { digits: whole.format(value), unit };
    case "ns/instruction":
      return { digits: short.format(value), unit: "ns per instruction" };
    case "%":
    case "×":
    case "credits/ms":
    case "s":
    case "thousand/s":
    case "Mb/s":
    case "Gb/s":
    case "MB/s":
    case "GB/s":
    case "GFLOPS":
      return { digits: short.format(value), unit };
    case "GUPS":
      return { digits: fifthPlace.format(value), unit };
  }
}

/** A figure's number. What was published keeps the digits that its source prints. */
export function setFigure({ value, unit, origin }: Figure): SetNumber {
  const isTime = unit === "ms" || unit === "µs";
  if (origin.kind === "published" && isTime) return { digits: short.format(value), unit };
  return setNumber(value, unit);
}

/** The same as one piece of text: "1,234,567", "18.45 ms". */
export function numberText(value: number, unit: Unit): string {
  const { digits, unit: suffix } = setNumber(value, unit);
  return suffix === "" ? digits : `${digits} ${suffix}`;
}

export function figureText(figure: Figure): string {
  const { digits, unit } = setFigure(figure);
  return unit === "" ? digits : `${digits} ${unit}`;
}
