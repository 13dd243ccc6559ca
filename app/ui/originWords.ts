import type { Origin } from "@/app/sim/figures/figure";

interface OriginWords {
  /** A sign beside the number; the word always stands with it or in the caption above. */
  readonly mark: string;
  readonly word: string;
  readonly meaning: string;
}

/** The three origins of a figure, in words. */
export const originWords: Readonly<Record<Origin["kind"], OriginWords>> = {
  measured: { mark: "●", word: "measured", meaning: "Measured: counted in this tab, in this run." },
  modelled: { mark: "◇", word: "modelled", meaning: "Modelled: computed from counts and named constants." },
  published: {
    mark: "¶",
    word: "published",
    meaning: "Published: printed in a paper or computed from its data.",
  },
};
