/** The current record: $0 and its fields, each made from the other when it is asked for. */
import type { Regex } from "../../lib/regex/regex";
import { fromInput, type Scalar } from "./values";

/** Fields beyond this are refused. */
export const FIELD_LIMIT = 1_000_000;

export type FieldSeparator = " " | { readonly char: string } | { readonly regex: Regex };

/** The parts of a text. */
export function splitFields(text: string, separator: FieldSeparator): string[] {
  if (separator === " ") return text.match(/[^ \t\n]+/g) ?? [];
  if (text === "") return [];
  if ("char" in separator) return separator.char === "" ? [...text] : text.split(separator.char);
  const parts: string[] = [];
  let at = 0;
  let from = 0;
  while (from <= text.length) {
    const match = separator.regex.exec(text, from, from > 0);
    if (match === undefined) break;
    if (match[1] === match[0]) {
      from = match[1]! + 1;
      continue;
    }
    parts.push(text.slice(at, match[0]));
    at = from = match[1]!;
  }
  parts.push(text.slice(at));
  return parts;
}

export class AwkRecord {
  private whole = "";
  private fields: Scalar[] = [];
  private split = true;
  private joined = true;

  constructor(
    private readonly separator: () => FieldSeparator,
    private readonly text: (value: Scalar) => string,
    private readonly outputSeparator: () => string,
  ) {}

  setWhole(text: string): void {
    this.whole = text;
    this.split = false;
    this.joined = true;
  }

  private parts(): Scalar[] {
    if (!this.split) {
      this.fields = splitFields(this.whole, this.separator()).map(fromInput);
      this.split = true;
    }
    return this.fields;
  }

  wholeText(): string {
    if (!this.joined) {
      this.whole = this.fields.map(this.text).join(this.outputSeparator());
      this.joined = true;
    }
    return this.whole;
  }

  get(index: number): Scalar {
    if (index === 0) return fromInput(this.wholeText());
    return this.parts()[index - 1];
  }

  set(index: number, value: Scalar): void {
    const fields = this.parts();
    while (fields.length < index - 1) fields.push("");
    fields[index - 1] = value;
    this.joined = false;
  }

  get count(): number {
    return this.parts().length;
  }

  set count(count: number) {
    const fields = this.parts();
    while (fields.length < count) fields.push("");
    fields.length = count;
    this.joined = false;
  }
}
