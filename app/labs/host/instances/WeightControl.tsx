import { LogControl } from "../LogControl";

/** cpu.weight of an instance. */
export function WeightControl({ instance, weight }: { readonly instance: string; readonly weight: number }) {
  return (
    <LogControl
      label="cpu.weight"
      whose={instance}
      testId={`weight-${instance}`}
      sliderTestId={`weight-slider-${instance}`}
      value={weight}
      order={(next) => ({ do: "weight", instance, weight: next })}
    />
  );
}
