/** Values of templates: plain objects are structs (their fields in order), Maps are maps, and their text as Go prints it. */

/** A method with arguments, such as `.Label "a"`. */
export type Method = (args: readonly Value[]) => Value;
export interface Struct {
  readonly [field: string]: Value;
}
export type Value =
  | null
  | undefined
  | string
  | number
  | boolean
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Method
  | Struct;

export const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
export const isStruct = (value: Value): value is Struct =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isMap(value);

export const sortedKeys = (map: ReadonlyMap<string, Value>): string[] =>
  [...map.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** Go's truth: not empty, not zero. */
export function isTrue(value: Value): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return value.size > 0;
  return isStruct(value) ? true : Boolean(value);
}

/** fmt.Print's text, %v. */
export function printed(value: Value): string {
  if (value === undefined) return "<no value>";
  if (value === null) return "<nil>";
  if (typeof value === "string") return value;
  if (typeof value === "function") return printed(value([]));
  if (Array.isArray(value)) return `[${value.map(printed).join(" ")}]`;
  if (isMap(value))
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${printed(value.get(key))}`)
      .join(" ")}]`;
  if (isStruct(value)) return `{${Object.values(value).map(printed).join(" ")}}`;
  return String(value);
}

/** A value's type as errors name it. */
export function typeName(value: Value): string {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "[]interface {}";
  if (isMap(value)) return "map[string]interface {}";
  return value === null || value === undefined ? "nil" : "struct";
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A string in JSON, as Go's encoder writes byte strings; `html` escapes <, > and & too. */
function quoteJson(text: string, html: boolean): string {
  const escaped = text.replace(/["\\<>&]|[^ -\xff]/g, (char) => {
    if (/[<>&]/.test(char) && !html) return char;
    return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

/** encoding/json's text: maps by key, structs in their order, methods left out. */
export function toJson(value: Value, html = false): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return quoteJson(value, html);
  if (Array.isArray(value)) return `[${value.map((each) => toJson(each, html)).join(",")}]`;
  if (typeof value === "object") {
    const members = (
      isMap(value) ? sortedKeys(value).map((key) => [key, value.get(key)] as const) : Object.entries(value)
    ).filter(([, member]) => typeof member !== "function");
    return `{${members.map(([key, member]) => `${quoteJson(key, html)}:${toJson(member as Value, html)}`).join(",")}}`;
  }
  return String(value);
}

/** json.Indent's text with four blanks, as inspect prints it. */
export function toIndentedJson(value: Value, margin = ""): string {
  const inner = `${margin}    `;
  const list = (open: string, members: readonly string[], close: string): string =>
    members.length === 0
      ? open + close
      : `${open}\n${members.map((member) => inner + member).join(",\n")}\n${margin}${close}`;
  if (Array.isArray(value))
    return list(
      "[",
      value.map((each) => toIndentedJson(each, inner)),
      "]",
    );
  if (typeof value === "object" && value !== null) {
    const entries = isMap(value)
      ? sortedKeys(value).map((key) => [key, value.get(key)] as const)
      : Object.entries(value);
    const members = entries.map(
      ([key, member]) => `${quoteJson(key, false)}: ${toIndentedJson(member as Value, inner)}`,
    );
    return list("{", members, "}");
  }
  return toJson(value);
}
