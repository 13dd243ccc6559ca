/** How rows look: the accent of the track that they belong to; the filling says where the value comes from. Pure. */
import type { Origin } from "@/app/sim/figures/figure";
import type { TextureInk } from "../TexturePattern";
import type { Texture } from "../texture";

type Accent = "vm" | "container" | "pv" | "ink-soft";

/** Words of a row, in the order in which one of them decides where they begin at one place. */
const ACCENTS: readonly (readonly [RegExp, Accent])[] = [
  [/thin VM|unikernel|snapshot|virtio/i, "pv"],
  [/container|docker|runc|crun/i, "container"],
  [/VM\b|QEMU|ide-|ne2k|uart/, "vm"],
];

/** The accent's CSS colour, by the first word that names a track; rows of no track are grey. */
export function accentOf(words: string): string {
  const track: Accent = /\bPV\b/.test(words)
    ? "pv"
    : ACCENTS.map(([pattern, accent]) => ({ at: words.search(pattern), accent }))
        .filter(({ at }) => at >= 0)
        .reduce<{ at: number; accent: Accent }>((best, one) => (one.at < best.at ? one : best), {
          at: Number.POSITIVE_INFINITY,
          accent: "ink-soft",
        }).accent;
  return `var(--${track})`;
}

const FILLINGS: Readonly<Record<Origin["kind"], Texture>> = {
  measured: "solid",
  modelled: "diagonal",
  published: "dots",
};

/** A bar's filling: measured is solid, modelled hatched, published dotted. */
export function fillingOf(origin: Origin["kind"], accent: string): TextureInk {
  const texture = FILLINGS[origin];
  return { texture, ground: texture === "solid" ? accent : "var(--paper)", ink: accent };
}

const TEXTURES: readonly Texture[] = ["diagonal", "dots", "vertical", "solid", "cross", "horizontal"];

/** The parts of a bill, by the order in which they are named: first six textures, then the same six with ink and paper exchanged. */
export function partInk(index: number, accent: string): TextureInk {
  const texture = TEXTURES[index % TEXTURES.length] ?? "solid";
  const exchanged = index % (2 * TEXTURES.length) >= TEXTURES.length;
  if (exchanged !== (texture === "solid")) return { texture, ground: accent, ink: "var(--paper)" };
  return { texture, ground: "var(--paper)", ink: accent };
}

/** Strokes of the curves of one accent. */
const DASHES = ["none", "7 3", "2 3", "10 3 2 3", "14 4", "5 2 1 2"];
const dashOf = (ordinal: number): string => DASHES[ordinal % DASHES.length] ?? "none";

export interface SeriesLook {
  readonly accent: string;
  readonly dash: string;
}

/** A look for each series: those of one accent differ in their stroke. */
export function looksOfSeries(names: readonly string[]): ReadonlyMap<string, SeriesLook> {
  const seen = new Map<string, number>();
  return new Map(
    names.map((name) => {
      const accent = accentOf(name);
      const ordinal = seen.get(accent) ?? 0;
      seen.set(accent, ordinal + 1);
      return [name, { accent, dash: dashOf(ordinal) }];
    }),
  );
}
