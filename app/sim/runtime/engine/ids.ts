/** Identifiers as Docker makes them, from the kernel's random numbers. */
import type { SeededRandom } from "../../time/random";

const HEX = "0123456789abcdef";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const pick = (random: SeededRandom, letters: string, length: number): string => {
  let text = "";
  for (let i = 0; i < length; i++) text += letters[Math.floor(random.fraction() * letters.length)];
  return text;
};

/** 64 hexadecimal digits, of which the first twelve are not all decimal: those would be taken for a number in tables. */
export function newId(random: SeededRandom): string {
  for (;;) {
    const id = pick(random, HEX, 64);
    if (/[a-f]/.test(id.slice(0, 12))) return id;
  }
}

/** The short name of a layer's directory, so that many fit into the options of one mount. */
export const newLink = (random: SeededRandom): string => pick(random, LETTERS, 26);

const LEFT = [
  "admiring",
  "agile",
  "bold",
  "brave",
  "calm",
  "clever",
  "cool",
  "dazzling",
  "eager",
  "elegant",
  "epic",
  "fervent",
  "focused",
  "friendly",
  "gallant",
  "gifted",
  "happy",
  "hopeful",
  "jolly",
  "keen",
  "kind",
  "lucid",
  "modest",
  "nifty",
  "patient",
  "quirky",
  "relaxed",
  "serene",
  "sharp",
  "stoic",
  "tender",
  "upbeat",
  "vibrant",
  "wise",
  "zealous",
  "zen",
];
/** People who made computers share: operating systems, virtual machines, containers, networks. */
const RIGHT = [
  "allen",
  "bartik",
  "borg",
  "brooks",
  "cerf",
  "corbato",
  "creasy",
  "dijkstra",
  "engelbart",
  "goldberg",
  "hamilton",
  "hamming",
  "hoare",
  "hopper",
  "hypatia",
  "kilburn",
  "knuth",
  "lamport",
  "liskov",
  "lovelace",
  "mcnulty",
  "perlman",
  "popek",
  "ritchie",
  "shannon",
  "strachey",
  "tanenbaum",
  "thompson",
  "torvalds",
  "turing",
  "wilkes",
  "wing",
];

/** "calm_lovelace"; with a digit if others have that name. */
export function newName(random: SeededRandom, taken: (name: string) => boolean): string {
  const of = (names: readonly string[]) => names[Math.floor(random.fraction() * names.length)]!;
  for (let attempt = 0; ; attempt++) {
    const name = `${of(LEFT)}_${of(RIGHT)}${attempt === 0 ? "" : Math.floor(random.fraction() * 10 ** Math.min(attempt, 9))}`;
    if (!taken(name)) return name;
  }
}
