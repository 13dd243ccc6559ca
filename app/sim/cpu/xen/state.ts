/** Saving and restoring the state of a policy that lives in numbers, typed arrays and lists of those. */

export type Saved = Readonly<Record<string, unknown>>;

function copyOf(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice();
  if (Array.isArray(value)) return value.map(copyOf);
  return value;
}

/** Copies of the named fields. Objects other than arrays are taken to be immutable and are shared. */
export function copyFields(from: object, names: readonly string[]): Saved {
  const fields = from as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.map((name) => [name, copyOf(fields[name])]));
}

/** @throws RangeError if a field is missing: the state was saved by another policy. */
export function restoreFields(to: object, saved: unknown, names: readonly string[]): void {
  const from = (saved ?? {}) as Saved;
  const missing = names.find((name) => !Object.hasOwn(from, name));
  if (missing !== undefined) throw new RangeError(`the saved state of a scheduler has no "${missing}"`);
  const fields = to as Record<string, unknown>;
  for (const name of names) fields[name] = copyOf(from[name]);
}

/** The same contents in an array of at least `length`; doubles, so that growing one by one costs little. */
export function grown<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  array: T,
  length: number,
): T {
  if (array.length >= length) return array;
  const Type = array.constructor as new (length: number) => T;
  const larger = new Type(Math.max(length, 2 * array.length, 16));
  larger.set(array);
  return larger;
}
