/**
 * How an instance and a mode look wherever they are drawn. The hue's family is the track's; within a track instances differ
 * in hue and lightness, and the first six of a host also in texture. A mode is a tone: the closer to the hypervisor, the darker.
 */

import type { Mode } from "@/app/sim/host/runnable";
import type { InstanceKind } from "@/app/sim/host/view";
import type { TextureInk } from "@/app/ui/TexturePattern";
import { type Texture, textureAt } from "@/app/ui/texture";

export type Tone = "wash" | "light" | "mid" | "strong";

export interface Look {
  readonly hue: number;
  readonly chroma: number;
  /** Added to the lightness of every tone. */
  readonly lift: number;
  readonly texture: Texture;
}

/** The hues of the tracks' accents in app/tokens.css, as OKLCH degrees. */
const trackHue: Readonly<Record<InstanceKind, number>> = { vm: 256, container: 58, pv: 168 };
const hueShifts = [0, 26, -24, 13, -12];
const lifts = [0, 0.05, -0.05];

/** The host itself: its kernel's own work, free and reserved memory. */
export const hostLook: Look = { hue: 80, chroma: 0.008, lift: 0, texture: "solid" };

/** Owners on the timeline that are no instance: the host itself, and those that a crowded bucket does not name. */
const HOST = -1;
const OTHERS = -2;
const othersLook: Look = { hue: 80, chroma: 0.03, lift: 0.06, texture: "cross" };

export const lookOf = (looks: readonly Look[], owner: number): Look =>
  owner === OTHERS ? othersLook : (looks[owner] ?? hostLook);

export function ownerName(instances: readonly { readonly name: string }[], owner: number): string {
  if (owner === HOST) return "the host";
  return instances[owner]?.name ?? "others";
}

/** A look for each instance, by its place in the list and its place within its track. */
export function looksOf(kinds: readonly InstanceKind[]): readonly Look[] {
  const seen: Record<InstanceKind, number> = { vm: 0, container: 0, pv: 0 };
  return kinds.map((kind, index) => {
    const ordinal = seen[kind]++;
    return {
      hue: trackHue[kind] + (hueShifts[ordinal % hueShifts.length] ?? 0),
      chroma: 1,
      lift: lifts[ordinal % lifts.length] ?? 0,
      texture: textureAt(index),
    };
  });
}

const lightness: Readonly<Record<"light" | "dark", Readonly<Record<Tone, number>>>> = {
  light: { wash: 0.92, light: 0.8, mid: 0.62, strong: 0.43 },
  dark: { wash: 0.31, light: 0.44, mid: 0.62, strong: 0.81 },
};
const chromas: Readonly<Record<Tone, number>> = { wash: 0.035, light: 0.075, mid: 0.1, strong: 0.1 };

/** A CSS colour. */
export function colourOf({ hue, chroma, lift }: Look, tone: Tone, dark: boolean): string {
  const level = lightness[dark ? "dark" : "light"][tone] + (tone === "wash" ? 0 : lift);
  return `oklch(${level.toFixed(3)} ${(chromas[tone] * chroma).toFixed(4)} ${hue})`;
}

/** Ground and marks of an instance's texture in a tone. */
export function inkOf(look: Look, tone: Tone, dark: boolean): TextureInk {
  const ink = colourOf(look, "strong", dark);
  if (look.texture === "solid") return { texture: "solid", ground: colourOf(look, tone, dark), ink };
  if (tone === "strong") return { texture: look.texture, ground: ink, ink: colourOf(look, "light", dark) };
  return { texture: look.texture, ground: colourOf(look, tone === "light" ? "wash" : "light", dark), ink };
}

export const modeTone: Readonly<Record<Mode, Tone>> = {
  idle: "wash",
  user: "light",
  guest: "light",
  "guest-kernel": "mid",
  "host-kernel": "mid",
  exit: "strong",
  hypervisor: "strong",
  switch: "strong",
};

/** Of a lane's height, where every interval is drawn: the modes are steps, so that they can be told without tones. */
export const modeHeight: Readonly<Record<Mode, number>> = {
  idle: 0,
  user: 1,
  guest: 1,
  "guest-kernel": 0.78,
  "host-kernel": 0.78,
  exit: 0.52,
  hypervisor: 0.36,
  switch: 0.2,
};

export const modeWords: Readonly<Record<Mode, string>> = {
  idle: "idle",
  user: "user code",
  "host-kernel": "host kernel",
  guest: "guest",
  "guest-kernel": "guest kernel",
  exit: "exit to a device",
  hypervisor: "hypervisor",
  switch: "switching",
};

/** The modes as series of a bar of their own, in greys and textures, whoever ran. */
export function modeInk(mode: Mode, dark: boolean): TextureInk {
  const grey = (tone: Tone) => colourOf(hostLook, tone, dark);
  const textures: Readonly<Record<Mode, TextureInk>> = {
    idle: { texture: "solid", ground: "transparent", ink: grey("light") },
    user: { texture: "solid", ground: grey("light"), ink: grey("strong") },
    guest: { texture: "diagonal", ground: grey("wash"), ink: grey("mid") },
    "guest-kernel": { texture: "cross", ground: grey("wash"), ink: grey("mid") },
    "host-kernel": { texture: "vertical", ground: grey("light"), ink: grey("strong") },
    exit: { texture: "dots", ground: grey("wash"), ink: grey("strong") },
    hypervisor: { texture: "horizontal", ground: grey("light"), ink: grey("strong") },
    switch: { texture: "solid", ground: grey("strong"), ink: grey("strong") },
  };
  return textures[mode];
}
