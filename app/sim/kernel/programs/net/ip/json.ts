/** JSON as iproute2 writes it: compact, or "pretty" in its own way. */

export type Json =
  | string
  | number
  | boolean
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

function text(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\t/g, "\\t")}"`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Members that are undefined are left out. */
export function writeJson(value: Json, pretty: boolean, depth = 0): string {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object") return String(value);
  if (isArray(value)) {
    const inner = value.map((item) => writeJson(item, pretty, depth + 1)).join(",");
    if (!pretty) return `[${inner}]`;
    return inner === "" ? "[ ]" : `[ ${inner} ]`;
  }
  const members = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  if (members.length === 0) return "{}";
  const start = pretty ? `\n${"    ".repeat(depth + 1)}` : "";
  const end = pretty ? `\n${"    ".repeat(depth)}` : "";
  const inner = members
    .map(([name, member]) => `${start}"${name}":${pretty ? " " : ""}${writeJson(member, pretty, depth + 1)}`)
    .join(",");
  return `{${inner}${end}}`;
}
