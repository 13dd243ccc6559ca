import { describe, expect, it } from "vitest";
import { nodeImages } from "@/app/guest/lab/node";
import type { GuestTrack } from "@/app/sim/run/record";
import { guestWords } from "./guestWords";

describe("the guests that a column offers", () => {
  it.each(Object.entries(guestWords))(
    "on the %s track are images that have drivers for it",
    async (track, words) => {
      for (const name of Object.keys(words)) {
        const image = await nodeImages().image(name);
        expect(image.tracks).toContain(track as GuestTrack);
      }
    },
  );
});
