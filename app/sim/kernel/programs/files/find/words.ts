import type { Call } from "../../../abi/call";
import type { Io } from "../../lib/io";
import { parseNumber } from "../../lib/numbers";

/** The words of an expression, read from the left. */
export class Words {
  private at = 0;

  constructor(
    private readonly io: Io,
    private readonly words: readonly string[],
  ) {}

  get first(): string | undefined {
    return this.words[this.at];
  }

  next(): string | undefined {
    return this.words[this.at++];
  }

  *argument(name: string): Call<string> {
    const value = this.next();
    return value ?? (yield* this.io.die(`${name} requires an argument`));
  }

  *number(name: string): Call<number> {
    return yield* this.parsed(yield* this.argument(name));
  }

  private *parsed(digits: string): Call<number> {
    return parseNumber(digits) ?? (yield* this.io.die(`invalid number '${digits}'`));
  }

  /** "+n", "-n" or "n": a comparison. */
  *comparison(name: string): Call<(value: number) => boolean> {
    const text = yield* this.argument(name);
    return compared(text, yield* this.parsed(withoutSign(text)));
  }
}

export const withoutSign = (text: string): string => text.replace(/^[-+]/, "");

/** More than, less than, or just what is wanted, as the sign of its text says. */
export function compared(text: string, wanted: number): (value: number) => boolean {
  if (text[0] === "+") return (actual) => actual > wanted;
  if (text[0] === "-") return (actual) => actual < wanted;
  return (actual) => actual === wanted;
}
