/**
 * $((…)) as busybox evaluates it: 64-bit integers, operators by precedence over a stack, both sides of && || ?: always evaluated, and a
 * conditional inside the middle of another refused. Variables hold expressions and are evaluated in turn.
 */
import { type ArithmeticToken, readToken } from "./arithmetic-tokens";
import { Problem } from "./problem";

export interface ArithmeticVariables {
  get(name: string): string | undefined;
  /** @throws Problem if it may not be set */
  set(name: string, value: string): void;
}

interface Operand {
  value: bigint;
  /** The variable it is, while it can still be assigned to. */
  name?: string | undefined;
  /** After `:`, the value for a false condition. */
  otherwise?: bigint;
}

const UNARY = 15;
const PRECEDENCE: Readonly<Record<string, number>> = {
  "(": 0,
  ",": 1,
  "?": 3,
  ":": 3,
  "||": 4,
  "&&": 5,
  "|": 6,
  "^": 7,
  "&": 8,
  "==": 9,
  "!=": 9,
  "<": 10,
  ">": 10,
  "<=": 10,
  ">=": 10,
  "<<": 11,
  ">>": 11,
  "+": 12,
  "-": 12,
  "*": 13,
  "/": 13,
  "%": 13,
  "**": 14,
};
const ASSIGNMENT = 2;
const RIGHT_ASSOCIATIVE = new Set([ASSIGNMENT, 3, 14]);

const syntaxError = (): never => {
  throw new Problem("arithmetic syntax error");
};
const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

function precedence(operator: string): number {
  if (operator.startsWith("u")) return UNARY;
  return PRECEDENCE[operator] ?? ASSIGNMENT;
}

/** @throws Problem with ash's words */
export function evaluateArithmetic(
  text: string,
  variables: ArithmeticVariables,
  within: ReadonlySet<string> = new Set(),
): bigint {
  const operands: Operand[] = [];
  const operators: string[] = [];

  const held = (operand: Operand): bigint => {
    if (operand.name === undefined) return operand.value;
    const text = variables.get(operand.name);
    if (text === undefined || text === "") return 0n;
    if (within.has(operand.name)) throw new Problem("expression recursion loop detected");
    return evaluateArithmetic(text, variables, new Set([...within, operand.name]));
  };
  const pop = (): Operand => operands.pop() ?? syntaxError();
  const push = (value: bigint): void => {
    operands.push({ value: wrap(value) });
  };
  const assign = (name: string | undefined, value: bigint): bigint => {
    if (name === undefined) return syntaxError();
    variables.set(name, String(wrap(value)));
    return value;
  };

  const applyUnary = (operator: string): void => {
    const operand = pop();
    const value = held(operand);
    if (operator === "u-") push(-value);
    else if (operator === "u+") push(value);
    else if (operator === "u!") push(truth(value === 0n));
    else if (operator === "u~") push(~value);
    else push(assign(operand.name, operator === "u++" ? value + 1n : value - 1n));
  };
  const apply = (operator: string): void => {
    if (operator.startsWith("u")) {
      applyUnary(operator);
      return;
    }
    const right = pop();
    const rightValue = held(right);
    const left = pop();
    if (operator === ":") {
      operands.push({ value: held(left), otherwise: rightValue });
    } else if (operator === "?") {
      if (right.otherwise === undefined) throw new Problem("malformed ?: operator");
      push(held(left) !== 0n ? right.value : right.otherwise);
    } else if (operator === "=") push(assign(left.name, rightValue));
    else if (precedence(operator) === ASSIGNMENT)
      push(assign(left.name, binary(operator.slice(0, -1), held(left), rightValue)));
    else push(binary(operator, held(left), rightValue));
  };
  /** Applies what binds tighter than an operator that is about to be pushed; for ")" down to its "(". */
  const reduce = (operator: string): void => {
    const own = operator === ")" ? 0 : precedence(operator);
    for (;;) {
      const top = operators.at(-1);
      if (top === undefined) {
        if (operator === ")") syntaxError();
        return;
      }
      if (top === "(") {
        if (operator === ")") operators.pop();
        return;
      }
      const other = precedence(top);
      if (operator !== ")" && (other < own || (other === own && RIGHT_ASSOCIATIVE.has(own)))) return;
      operators.pop();
      apply(top);
    }
  };

  operators.push("(");
  let afterOperand = false;
  let token: ArithmeticToken | undefined;
  for (let position = 0; ; position = token.end) {
    token = readToken(text, position, afterOperand, afterOperand && operands.at(-1)?.name !== undefined);
    if (token === undefined) break;
    if (token.kind === "number" || token.kind === "name") {
      if (afterOperand) syntaxError();
      operands.push(token.kind === "number" ? { value: token.value } : { value: 0n, name: token.name });
      afterOperand = true;
    } else if (token.kind === "postfix") {
      const operand = pop();
      const value = held(operand);
      assign(operand.name, token.operator === "++" ? value + 1n : value - 1n);
      push(value);
    } else if (token.operator === "(" || token.operator.startsWith("u")) {
      if (afterOperand) syntaxError();
      operators.push(token.operator);
    } else {
      if (!afterOperand) syntaxError();
      reduce(token.operator);
      if (token.operator !== ")") {
        operators.push(token.operator);
        afterOperand = false;
      }
    }
  }
  if (!afterOperand) {
    if (operands.length > 0 || operators.length > 1) syntaxError();
    return 0n;
  }
  reduce(")");
  if (operands.length !== 1 || operators.length !== 0) syntaxError();
  return held(operands[0] as Operand);
}

function binary(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
    case "%":
      if (b === 0n) throw new Problem("divide by zero");
      return operator === "/" ? a / b : a % b;
    case "**":
      return power(a, b);
    case "<<":
      return a << (b & 63n);
    case ">>":
      return a >> (b & 63n);
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "&&":
      return truth(a !== 0n && b !== 0n);
    case "||":
      return truth(a !== 0n || b !== 0n);
    case "==":
      return truth(a === b);
    case "!=":
      return truth(a !== b);
    case "<":
      return truth(a < b);
    case ">":
      return truth(a > b);
    case "<=":
      return truth(a <= b);
    case ">=":
      return truth(a >= b);
    case ",":
      return b;
    default:
      return syntaxError();
  }
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new Problem("exponent less than 0");
  let result = 1n;
  let factor = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = wrap(result * factor);
    factor = wrap(factor * factor);
  }
  return result;
}
