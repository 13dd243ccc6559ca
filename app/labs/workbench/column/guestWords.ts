import type { GuestTrack } from "@/app/sim/run/record";

/** The images that a column of a track can start, and what each is (public/images/manifest.json). */
export const guestWords: Readonly<Record<GuestTrack, Readonly<Record<string, string>>>> = {
  vm: {
    linux: "Linux",
    tern: "Tern, another operating system",
  },
  pv: {
    linux: "Linux",
    hello: "hello: one program, no operating system",
    compute: "compute: one program that counts primes",
    kv: "kv: one program that serves keys and values",
  },
};
