/** --filter name=value, several of them: of one name any may hold, of different names all must. */
import { EngineError } from "../engine/contract";

export type Test<T> = (thing: T, value: string) => boolean;

/** @param tests by the names that the command knows @throws EngineError for other names */
export function filterBy<T>(
  things: readonly T[],
  filters: readonly string[],
  tests: Readonly<Record<string, Test<T>>>,
): readonly T[] {
  const byName = new Map<string, string[]>();
  for (const filter of filters) {
    const at = filter.indexOf("=");
    const name = filter.slice(0, at).trim().toLowerCase();
    const value = filter.slice(at + 1).trim();
    if (!Object.hasOwn(tests, name)) throw new EngineError(`invalid filter '${name}'`, 1, "invalid");
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return things.filter((thing) =>
    [...byName].every(([name, values]) =>
      // Labels must all be there.
      name === "label"
        ? values.every((value) => tests[name]!(thing, value))
        : values.some((value) => tests[name]!(thing, value)),
    ),
  );
}

/** label=name, or label=name=value. */
export function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf("=");
  if (at < 0) return Object.hasOwn(labels, wanted);
  return labels[wanted.slice(0, at)] === wanted.slice(at + 1);
}

export const isYes = (value: string): boolean => /^(1|true)$/i.test(value);

/** Whether the name has the pattern in it. Filters are regular expressions in Docker; what people write are parts of names, ^ and $. */
export function matchesName(name: string, pattern: string): boolean {
  const start = pattern.startsWith("^");
  const end = pattern.endsWith("$");
  const plain = pattern.slice(start ? 1 : 0, end ? -1 : undefined).replace(/^\//, "");
  const parts = plain.split(".*");
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === 0 && start ? (name.startsWith(part) ? 0 : -1) : name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return !end || name.endsWith(parts.at(-1)!);
}
