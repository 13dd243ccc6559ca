/** Carrying out templates in Go's language, as far as people use them with --format. */
import { CallProblem, callFunction } from "./functions";
import { parseTemplate } from "./syntax";
import { TemplateError } from "./tokens";
import type { Command, Node, Operand, Pipe } from "./tree";
import { isMap, isStruct, isTrue, printed, sortedKeys, toJson, typeName, type Value } from "./values";

export { TemplateError } from "./tokens";

export interface TemplateOptions {
  /** The type of the value, as errors name it; without, missing fields are a map's missing keys, as for inspect. */
  readonly type?: string;
  /** Makes the heading of a table: functions leave their argument. */
  readonly heading?: boolean;
}

/** Steps of one template over one value: loops within loops over long lists end here. */
const MAX_STEPS = 200_000;
const MAX_OUTPUT = 4 * 1024 * 1024;

export interface Template {
  /** @throws TemplateError of stage "run" */
  run(value: Value, options?: TemplateOptions): string;
}

/** @throws TemplateError of stage "parse" */
export function compileTemplate(source: string): Template {
  const nodes = parseTemplate(source);
  return { run: (value, options = {}) => new Run(value, options).whole(nodes) };
}

type Flow = "on" | "break" | "continue";

class Run {
  private out: string[] = [];
  private size = 0;
  private steps = 0;
  private readonly variables: [string, Value][];

  constructor(
    private readonly root: Value,
    private readonly options: TemplateOptions,
  ) {
    this.variables = [["$", root]];
  }

  whole(nodes: readonly Node[]): string {
    this.list(nodes, this.root);
    return this.out.join("");
  }

  private fail(
    place: { readonly line: number; readonly column: number; readonly text: string },
    what: string,
  ): never {
    throw new TemplateError(
      `template: :${place.line}:${place.column}: executing "" at <${place.text}>: ${what}`,
      "run",
    );
  }

  private write(text: string): void {
    this.size += text.length;
    if (this.size > MAX_OUTPUT)
      throw new TemplateError(`template: : more than ${MAX_OUTPUT} bytes of output`, "run");
    this.out.push(text);
  }

  private list(nodes: readonly Node[], dot: Value): Flow {
    for (const node of nodes) {
      if (++this.steps > MAX_STEPS)
        throw new TemplateError(`template: : more than ${MAX_STEPS} steps`, "run");
      const flow = this.node(node, dot);
      if (flow !== "on") return flow;
    }
    return "on";
  }

  private node(node: Node, dot: Value): Flow {
    switch (node.kind) {
      case "text":
        this.write(node.text);
        return "on";
      case "action": {
        const value = this.pipe(node.pipe, dot);
        if (node.pipe.names.length === 0) this.write(printed(value));
        return "on";
      }
      case "break":
      case "continue":
        return node.kind;
    }
    const mark = this.variables.length;
    try {
      if (node.kind === "range") return this.range(node, dot);
      const value = this.pipe(node.pipe, dot);
      if (isTrue(value)) return this.list(node.body, node.kind === "with" ? value : dot);
      return this.list(node.otherwise, dot);
    } finally {
      this.variables.length = mark;
    }
  }

  private range(node: Extract<Node, { kind: "if" | "with" | "range" }>, dot: Value): Flow {
    const value = this.pipe({ ...node.pipe, names: [] }, dot);
    const entries = this.entries(value, node.pipe.commands[0]!);
    if (entries.length === 0) return this.list(node.otherwise, dot);
    const mark = this.variables.length;
    for (const [key, each] of entries) {
      const { names, assigns } = node.pipe;
      const values = names.length === 1 ? [each] : [key, each];
      names.forEach((name, i) => {
        this.set(name, values[i], assigns);
      });
      const flow = this.list(node.body, each);
      this.variables.length = mark;
      if (flow === "break") break;
    }
    return "on";
  }

  private entries(value: Value, command: Command): readonly (readonly [Value, Value])[] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return (value as readonly Value[]).map((each, i) => [i, each] as const);
    if (isMap(value)) return sortedKeys(value).map((key) => [key, value.get(key)] as const);
    this.fail(command, `range can't iterate over ${printed(value)}`);
  }

  private set(name: string, value: Value, assigns: boolean): void {
    const slot = assigns ? this.variables.findLast(([each]) => each === name) : undefined;
    if (slot === undefined) this.variables.push([name, value]);
    else slot[1] = value;
  }

  private pipe(pipe: Pipe, dot: Value): Value {
    let value: Value;
    pipe.commands.forEach((command, i) => {
      value = this.command(command, dot, i === 0 ? [] : [value]);
    });
    for (const name of pipe.names) this.set(name, value, pipe.assigns);
    return value;
  }

  /** @param final what the pipeline brings: one value, or none */
  private command(command: Command, dot: Value, final: readonly Value[]): Value {
    if (++this.steps > MAX_STEPS) throw new TemplateError(`template: : more than ${MAX_STEPS} steps`, "run");
    const [head, ...rest] = command.operands;
    if (head!.kind === "function") {
      if (head!.name === "and" || head!.name === "or") return this.shortCircuit(head!.name, rest, dot, final);
      const args = [...rest.map((operand) => this.operand(operand, dot)), ...final];
      // A row of a table writes its own JSON, which escapes what HTML would read.
      const isRow = this.options.type !== undefined && args[0] === this.root && !this.options.heading;
      if (head!.name === "json" && args.length === 1 && isRow) return toJson(args[0], true);
      try {
        return callFunction(head!.name, args, this.options.heading === true);
      } catch (problem) {
        if (!(problem instanceof CallProblem)) throw problem;
        if (problem.text.startsWith("\0")) this.fail(head!, problem.text.slice(1));
        this.fail(command, `error calling ${head!.name}: ${problem.text}`);
      }
    }
    const args = rest.length + final.length;
    if (args === 0) return this.operand(head!, dot);
    if (head!.kind !== "fields" && head!.kind !== "variable")
      this.fail(head!, `can't give argument to non-function ${head!.text}`);
    const value = this.operand(head!, dot, true);
    const name = head!.names.at(-1) ?? head!.text;
    if (typeof value !== "function")
      this.fail(head!, `${name} has arguments but cannot be invoked as function`);
    return value([...rest.map((operand) => this.operand(operand, dot)), ...final]);
  }

  private shortCircuit(
    name: "and" | "or",
    operands: readonly Operand[],
    dot: Value,
    final: readonly Value[],
  ): Value {
    let value: Value;
    for (const operand of operands) {
      value = this.operand(operand, dot);
      if (isTrue(value) === (name === "or")) return value;
    }
    return final.length > 0 ? final[0] : value;
  }

  private operand(operand: Operand, dot: Value, method = false): Value {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        this.fail(operand, "nil is not a command");
        break;
      case "value":
        return operand.value;
      case "function":
        return this.command({ ...operand, operands: [operand] }, dot, []);
      case "fields":
        return this.fields(dot, operand.names, operand, method);
      case "variable":
        return this.fields(this.variable(operand.name), operand.names, operand, method);
      case "pipe":
        return this.fields(this.pipe(operand.pipe, dot), operand.names, operand, method);
    }
  }

  private variable(name: string): Value {
    return this.variables.findLast(([each]) => each === name)?.[1];
  }

  private fields(from: Value, names: readonly string[], place: Operand, method: boolean): Value {
    let value = from;
    names.forEach((name, i) => {
      value = this.field(value, name, place);
      if (typeof value === "function" && !(method && i === names.length - 1)) {
        if (!this.options.heading && value.length > 0)
          this.fail(place, `wrong number of args for ${name}: want 1 got 0`);
        value = value([]);
      }
    });
    return value;
  }

  private field(value: Value, name: string, place: Operand): Value {
    if (isMap(value)) {
      if (value.has(name)) return value.get(name);
      this.fail(place, `map has no entry for key ${JSON.stringify(name)}`);
    }
    if (isStruct(value)) {
      if (Object.hasOwn(value, name)) return value[name];
      if (this.options.type === undefined)
        this.fail(place, `map has no entry for key ${JSON.stringify(name)}`);
      this.fail(place, `can't evaluate field ${name} in type ${this.options.type}`);
    }
    if (value === null || value === undefined)
      this.fail(place, `nil pointer evaluating interface {}.${name}`);
    this.fail(place, `can't evaluate field ${name} in type ${typeName(value)}`);
  }
}
