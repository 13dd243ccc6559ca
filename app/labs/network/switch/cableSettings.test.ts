import { expect, it } from "vitest";
import { defaultLink } from "@/app/sim/figures/network";
import { cableSettings } from "./cableSettings";

it("has what a cable begins with among its choices, in words that say the value", () => {
  for (const { setting, choices } of cableSettings)
    expect(choices.map(({ value }) => value)).toContain(defaultLink[setting]);
  const delays = cableSettings.find(({ setting }) => setting === "delayNs")!.choices;
  for (const { value, text } of delays) {
    const [digits, unit] = text.split(" ");
    expect(Number(digits) * (unit === "µs" ? 1e3 : 1e6)).toBe(value);
  }
});
