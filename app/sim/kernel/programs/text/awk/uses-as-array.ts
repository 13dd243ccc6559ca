/** A name without a value that is lent to a function becomes an array if the function uses it as one. */
import type { AwkProgram, Expression } from "./ast";

/** Whether a function uses a parameter as an array, itself or through the functions that it calls. */
export function usesAsArray(
  node: unknown,
  name: string,
  program: AwkProgram,
  seen = new Set<string>(),
): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some((item) => usesAsArray(item, name, program, seen));
  const record = node as Readonly<Record<string, unknown>>;
  if ((record.kind === "element" || record.kind === "in" || record.kind === "delete") && record.name === name)
    return true;
  if (record.kind === "forIn" && record.array === name) return true;
  if (record.kind === "builtin" && record.name === "split") {
    const second = (record.args as readonly Expression[])[1];
    if (second?.kind === "variable" && second.name === name) return true;
  }
  if (record.kind === "call") {
    const called = program.functions.get(record.name as string);
    for (const [i, argument] of (record.args as readonly Expression[]).entries()) {
      const parameter = called?.parameters[i];
      if (
        called === undefined ||
        parameter === undefined ||
        argument.kind !== "variable" ||
        argument.name !== name
      )
        continue;
      const key = `${called.name}/${parameter}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (usesAsArray(called.body, parameter, program, seen)) return true;
    }
  }
  return Object.values(record).some((value) => usesAsArray(value, name, program, seen));
}
