/** A scenario in an address: a built-in one by its id, a small one of a learner's own in the hash, as base64url of its JSON. */
import { parseScenario } from "@/app/sim/scenario/parse";
import type { HostScenarioInput } from "@/app/sim/scenario/schema";
import { type BuiltInScenario, builtIn, builtInById } from "../scenarios";

/** What mail programs and chats pass on whole. */
const LONGEST_HASH = 6000;
const HASH_KEY = "#scenario=";

export interface Chosen {
  /** Of a built-in one. */
  readonly id: string | undefined;
  readonly scenario: HostScenarioInput;
}

export interface Asked extends Chosen {
  /** What in the address could not be understood. */
  readonly notice: string | undefined;
}

const ofBuiltIn = ({ id, scenario }: BuiltInScenario): Chosen => ({ id, scenario });

export function encodeScenario(scenario: HostScenarioInput): string {
  const bytes = new TextEncoder().encode(JSON.stringify(scenario));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The JSON text. @throws if it is not base64url of UTF-8. */
export function decodeScenario(encoded: string): string {
  const text = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** The path and query or hash that bring up this scenario; undefined for one too large to go into an address. */
export function linkTo({ id, scenario }: Chosen): string | undefined {
  if (id !== undefined) return `?scenario=${id}`;
  const hash = HASH_KEY + encodeScenario(scenario);
  return hash.length <= LONGEST_HASH ? hash : undefined;
}

/** What an address asks for. What cannot be understood is named, and the first scenario stands. */
export function readAddress(search: string, hash: string): Asked {
  const first = ofBuiltIn(builtIn[0]);
  const kept = `“${first.scenario.name}” is shown instead.`;
  if (hash.startsWith(HASH_KEY)) {
    let text: string;
    try {
      text = decodeScenario(hash.slice(HASH_KEY.length));
    } catch {
      return { ...first, notice: `The scenario in the address is damaged: its end may be missing. ${kept}` };
    }
    const parsed = parseScenario(text);
    if (!parsed.ok)
      return { ...first, notice: `The scenario in the address is not valid: ${parsed.error}. ${kept}` };
    return { id: undefined, scenario: parsed.value, notice: undefined };
  }
  const asked = new URLSearchParams(search).get("scenario");
  if (asked === null) return { ...first, notice: undefined };
  const found = builtInById(asked);
  if (found !== undefined) return { ...ofBuiltIn(found), notice: undefined };
  const allowed = builtIn.map(({ id }) => id).join(", ");
  return { ...first, notice: `The address says scenario=${asked}. Allowed: ${allowed}. ${kept}` };
}
