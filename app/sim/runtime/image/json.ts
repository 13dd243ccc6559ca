/**
 * JSON of images: read from bytes with the place of every error, duplicate keys and deep nesting refused; written
 * without spaces. Strings are byte strings (UTF-8 as it stands in the file, escapes turned into UTF-8).
 */
import { byteString, bytesOf, utf8, utf8Length } from "./bytes";
import { ImageError, shown } from "./errors";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Go's encoding/json allows 10000; nothing in an image's documents is deeper than a handful. */
const MAX_DEPTH = 64;

/** The document in `bytes`; an ImageError at `where` with line and column if it is none. */
export function parseJson(bytes: Uint8Array, where: string, maxBytes: number): Json {
  if (bytes.length > maxBytes)
    throw new ImageError(where, `a JSON document of ${bytes.length} bytes, over ${maxBytes}`);
  return new JsonReader(byteString(bytes), where).document();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {}

  document(): Json {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail("something follows the document");
    return value;
  }

  private fail(what: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    const column = this.at - before.lastIndexOf("\n");
    throw new ImageError(`${this.where}, line ${line}, column ${column}`, `not valid JSON: ${what}`);
  }

  private space(): void {
    while (this.at < this.text.length && " \t\r\n".includes(this.text[this.at]!)) this.at++;
  }

  private value(depth: number): Json {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    this.space();
    const next = this.text[this.at];
    if (next === undefined) this.fail("the document ends too early");
    if (next === "{") return this.object(depth);
    if (next === "[") return this.array(depth);
    if (next === '"') return this.string();
    for (const [word, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
    ] as const) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    return this.number();
  }

  private number(): number {
    const pattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) this.fail(`unexpected ${shown(this.text[this.at]!)}`);
    const value = Number(found);
    if (!Number.isFinite(value)) this.fail(`the number ${shown(found)} is absurdly large`);
    this.at += found.length;
    return value;
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.separator("]")) return items;
    }
  }

  /** Takes a comma, or the closing character and says so. */
  private separator(close: "]" | "}"): boolean {
    this.space();
    const next = this.text[this.at];
    if (next !== "," && next !== close) this.fail(`expected , or ${close}`);
    this.at++;
    return next === close;
  }

  private object(depth: number): { [key: string]: Json } {
    const object: { [key: string]: Json } = {};
    this.at++;
    this.space();
    if (this.text[this.at] === "}") {
      this.at++;
      return object;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail("expected a key in quotes");
      const key = this.string();
      if (Object.hasOwn(object, key)) this.fail(`the key ${shown(key)} stands there twice`);
      this.space();
      if (this.text[this.at++] !== ":") this.fail("expected : after a key");
      const value = this.value(depth + 1);
      // Not an assignment: the key may be __proto__.
      Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      if (this.separator("}")) return object;
    }
  }

  private string(): string {
    const { text } = this;
    let from = ++this.at;
    let result = "";
    for (;;) {
      const next = text[this.at];
      if (next === undefined) this.fail("a string without its closing quote");
      if (next < " ") this.fail("a control character in a string");
      if (next === '"') {
        result += text.slice(from, this.at++);
        return result;
      }
      if (next === "\\") {
        result += text.slice(from, this.at) + this.escape();
        from = this.at;
        continue;
      }
      const length = utf8Length(text, this.at);
      if (length === 0) this.fail("a string that is not UTF-8");
      this.at += length;
    }
  }

  private escape(): string {
    const kind = this.text[this.at + 1] ?? "";
    if (kind !== "u") {
      const value = ESCAPES[kind];
      if (value === undefined) this.fail(`unknown escape ${shown(`\\${kind}`)}`);
      this.at += 2;
      return value;
    }
    const unit = this.unit();
    if (unit < 0xd800 || unit > 0xdbff || !this.text.startsWith("\\u", this.at)) return utf8(unit);
    const back = this.at;
    const low = this.unit();
    if (low >= 0xdc00 && low <= 0xdfff) return utf8(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
    this.at = back;
    return utf8(unit);
  }

  private unit(): number {
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("an escape \\u without four hexadecimal digits");
    this.at += 6;
    return Number.parseInt(digits, 16);
  }
}

/** The document's bytes, keys in the order of the object, members that are undefined left out. */
export function formatJson(value: unknown): Uint8Array {
  return bytesOf(format(value));
}

function format(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(format).join(",")}]`;
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${quote(key)}:${format(member)}`).join(",")}}`;
}

/** What needs no escape. */
const PLAIN = /^[ !#-;=?-[\]-~]*$/;

/** Bytes that are not UTF-8 become U+FFFD, as Go writes them. */
function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let result = '"';
  for (let at = 0; at < text.length; ) {
    const length = utf8Length(text, at);
    const piece = length === 0 ? utf8(0xfffd) : text.slice(at, at + length);
    at += Math.max(length, 1);
    const short = Object.entries(ESCAPES).find(([name, value]) => value === piece && name !== "/");
    if (short !== undefined) result += `\\${short[0]}`;
    else if (piece < " ") result += `\\u${piece.charCodeAt(0).toString(16).padStart(4, "0")}`;
    else result += piece;
  }
  return `${result}"`;
}
