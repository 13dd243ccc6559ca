import { Problem } from "./problem";

export type ArithmeticToken =
  | { readonly kind: "number"; readonly value: bigint; readonly end: number }
  | { readonly kind: "name"; readonly name: string; readonly end: number }
  /** x++ and x--. */
  | { readonly kind: "postfix"; readonly operator: "++" | "--"; readonly end: number }
  /** Unary ones are spelt with a leading u. */
  | { readonly kind: "operator"; readonly operator: string; readonly end: number };

const OPERATORS = [
  ...[
    "<<=",
    ">>=",
    "<<",
    ">>",
    "||",
    "&&",
    "!=",
    "<=",
    ">=",
    "==",
    "|=",
    "&=",
    "*=",
    "/=",
    "%=",
    "+=",
    "-=",
    "^=",
  ],
  ...["**", "!", "<", ">", "|", "&", "*", "/", "%", "~", ",", "+", "-", "^", "?", ":", "=", "(", ")"],
];
const UNARY_OPERATORS = new Set(["!", "~", "+", "-"]);

/**
 * The token at a place, after blanks; undefined at the end.
 * @param afterOperand whether a binary operator can follow
 * @param afterVariable whether ++ and -- can follow
 * @throws Problem for what is none
 */
export function readToken(
  text: string,
  position: number,
  afterOperand: boolean,
  afterVariable: boolean,
): ArithmeticToken | undefined {
  let at = position;
  while (at < text.length && " \t\n\r\v\f".includes(text[at] as string)) at++;
  if (at >= text.length) return undefined;
  const rest = text.slice(at, at + 3);
  const name = /^[A-Za-z_]/.test(rest) ? (/^[A-Za-z0-9_]+/.exec(text.slice(at))?.[0] ?? "") : "";
  if (name !== "") return { kind: "name", name, end: at + name.length };
  if (/^[0-9]/.test(rest)) return readNumber(text, at);
  const pair = rest.slice(0, 2);
  if (pair === "++" || pair === "--") {
    if (afterVariable) return { kind: "postfix", operator: pair, end: at + 2 };
    if (!afterOperand && /^[ \t\n]*[A-Za-z_]/.test(text.slice(at + 2)))
      return { kind: "operator", operator: `u${pair}`, end: at + 2 };
    const operator = pair[0] as string;
    return { kind: "operator", operator: afterOperand ? operator : `u${operator}`, end: at + 1 };
  }
  const operator = OPERATORS.find((each) => rest.startsWith(each));
  if (operator === undefined) throw new Problem("arithmetic syntax error");
  const unary = !afterOperand && UNARY_OPERATORS.has(operator);
  return { kind: "operator", operator: unary ? `u${operator}` : operator, end: at + operator.length };
}

function readNumber(text: string, at: number): ArithmeticToken {
  const run = /^[0-9A-Za-z_@]+/.exec(text.slice(at))?.[0] ?? "";
  const based = /^([0-9]+)#([0-9A-Za-z_@]*)/.exec(text.slice(at));
  if (based) {
    const value = inBase(based[2] as string, Number(based[1]));
    return { kind: "number", value, end: at + based[0].length };
  }
  if (!/^(0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9][0-9]*)$/.test(run)) throw new Problem("arithmetic syntax error");
  const value = /^0[0-7]/.test(run) ? BigInt(`0o${run.slice(1)}`) : BigInt(run);
  return { kind: "number", value: overflowed(value), end: at + run.length };
}

/** What does not fit 64 bits counts as 0. */
function overflowed(value: bigint): bigint {
  return value > 0xffff_ffff_ffff_ffffn ? 0n : BigInt.asIntN(64, value);
}

/** base#digits: letters are digits from 10 on, capitals from 36 on where the base is greater; the base is not enforced. */
function inBase(digits: string, base: number): bigint {
  if (base < 2 || base > 64 || digits === "") throw new Problem("arithmetic syntax error");
  const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_";
  let value = 0n;
  for (const c of digits) {
    const digit = alphabet.indexOf(base <= 36 ? c.toLowerCase() : c);
    value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digit));
  }
  return value;
}
