import { expect, test } from "vitest";
import { MODES } from "@/app/sim/host/runnable";
import { colourOf, inkOf, looksOf, modeHeight, modeInk } from "./palette";

test("six instances differ in texture, whatever their tracks", () => {
  const looks = looksOf(["vm", "vm", "container", "container", "pv", "pv"]);
  expect(new Set(looks.map(({ texture }) => texture)).size).toBe(6);
});

test("instances of one track keep to its hue, and do not share a colour with their neighbours", () => {
  const looks = looksOf(["vm", "vm", "vm", "container", "pv"]);
  const [first, second, third] = looks.map((look) => colourOf(look, "strong", false));
  expect(new Set([first, second, third]).size).toBe(3);
  for (const look of looks.slice(0, 3)) expect(Math.abs(look.hue - 256)).toBeLessThan(40);
});

test("the tones of a look are in order of lightness, the other way round in the dark", () => {
  const [look] = looksOf(["pv"]);
  const level = (tone: "wash" | "light" | "mid" | "strong", dark: boolean) =>
    Number(/oklch\((\S+)/.exec(colourOf(look!, tone, dark))?.[1]);
  for (const dark of [false, true]) {
    const levels = (["wash", "light", "mid", "strong"] as const).map((tone) => level(tone, dark));
    const sorted = levels.toSorted((a, b) => (dark ? a - b : b - a));
    expect(levels).toEqual(sorted);
  }
});

test("marks never have the colour of their ground where a texture is to be seen", () => {
  for (const look of looksOf(["vm", "container", "pv", "vm"]).slice(1)) {
    for (const tone of ["light", "mid", "strong"] as const) {
      const { ground, ink } = inkOf(look, tone, false);
      expect(ground).not.toBe(ink);
    }
  }
});

test("every mode looks different in its own bar, and idle is empty on a lane", () => {
  const looks = MODES.map((mode) => JSON.stringify(modeInk(mode, false)));
  expect(new Set(looks).size).toBe(MODES.length);
  expect(modeHeight.idle).toBe(0);
});
