/** The scripts of app/sim/kernel/conformance, one folder per area, and what their headers ask for. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { substitutionNamed } from "@/app/sim/kernel/conformance/substitutions";
import { SeededRandom } from "@/app/sim/time/random";

export const CORPUS = fileURLToPath(new URL("../../app/sim/kernel/conformance/", import.meta.url));

export interface Script {
  /** `<area>/<name>.sh` in the corpus; as given for a file from elsewhere. */
  readonly path: string;
  readonly area: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Names of the substitutions that its header asks for. */
  readonly substitutions: readonly string[];
}

/** @throws RangeError if the header asks for a substitution that does not exist, or the text is not UTF-8. */
export function readScript(path: string, area: string, bytes: Uint8Array): Script {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new RangeError(`${path}: not UTF-8 text; a script is sent to the guest as text`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path, area, bytes, sha256, substitutions: requested(path, text) };
}

/** Reads the comment lines at the top. */
function requested(path: string, text: string): string[] {
  const names: string[] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("#")) break;
    const list = /^# substitute: (.+)$/.exec(line)?.[1];
    if (list !== undefined) names.push(...list.split(/[ ,]+/).filter((name) => name !== ""));
  }
  for (const name of names) {
    try {
      substitutionNamed(name);
    } catch (error) {
      throw new RangeError(`${path}: ${(error as Error).message}`);
    }
  }
  return names;
}

/** The areas, sorted. */
export function areas(folder = CORPUS): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** All scripts, sorted by path. */
export function readCorpus(folder = CORPUS): Script[] {
  return areas(folder).flatMap((area) =>
    readdirSync(`${folder}/${area}`)
      .filter((name) => name.endsWith(".sh"))
      .sort()
      .map((name) => readScript(`${area}/${name}`, area, readFileSync(`${folder}/${area}/${name}`))),
  );
}

/** N of the scripts, in their order. */
export function sampled(scripts: readonly Script[], count: number, seed: number): Script[] {
  const random = SeededRandom.fromSeed(seed);
  const rest = [...scripts];
  const drawn = new Set<Script>();
  while (drawn.size < count && rest.length > 0)
    drawn.add(rest.splice(Math.floor(random.fraction() * rest.length), 1)[0]!);
  return scripts.filter((script) => drawn.has(script));
}
