/** Reads a scenario that somebody brings in, and says what is wrong with it in one line. */
import type { z } from "zod";
import type { Parsed } from "../run/parse";
import { type HostScenario, type Order, order, scenario } from "./schema";

const LONGEST_TEXT = 20_000_000;

type Issue = z.core.$ZodIssue;

/** What is allowed where the document was wrong, in words. */
function allowed(issue: Issue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `unknown field ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_union": {
      if ("discriminator" in issue && issue.discriminator !== undefined) {
        const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
        return `must be one of ${options.map((value) => JSON.stringify(value)).join(", ")}`;
      }
      const branches = issue.errors.flatMap((branch) => branch.slice(0, 1).map(allowed));
      return branches.join("; or ");
    }
    case "too_small":
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    default:
      return issue.message;
  }
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function explain(issues: readonly Issue[]): string {
  const first = issues[0];
  if (first === undefined) return "the document is not a scenario";
  return `${first.path.map(String).join(".") || "the document"}: ${allowed(first)}`;
}

function fromSchema<T>(schema: z.ZodType<T>, document: unknown): Parsed<T> {
  const result = schema.safeParse(document);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, error: explain(result.error.issues) };
}

/** The scenario with its defaults filled in, or the first wrong field and what is allowed there. Never throws. */
export const readScenario = (document: unknown): Parsed<HostScenario> => fromSchema(scenario, document);

/** An order to a running host, or what is wrong with it. Never throws. */
export const readOrder = (document: unknown): Parsed<Order> => fromSchema(order, document);

/** As `readScenario`, from JSON text. Never throws. */
export function parseScenario(text: string): Parsed<HostScenario> {
  if (text.length > LONGEST_TEXT) return { ok: false, error: `longer than ${LONGEST_TEXT} characters` };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `not a JSON document: ${(error as Error).message}` };
  }
  return readScenario(document);
}

/** The cores of a cpuset list such as "0-3,8", ascending; undefined for "all". @throws RangeError beyond the host's cores. */
export function coresOf(list: string, cores: number): readonly number[] | undefined {
  if (list === "all") return undefined;
  const found = new Set<number>();
  for (const part of list.split(",")) {
    const [first, last = first] = part.split("-").map(Number) as [number, number?];
    if (first > last || last >= cores)
      throw new RangeError(`cores ${part}: the host has cores 0 to ${cores - 1}, and a range goes upwards`);
    for (let core = first; core <= last; core++) found.add(core);
  }
  return [...found].sort((a, b) => a - b);
}
