/** Runs awk programs: rules and statements. */
import type { Call } from "../../../abi/call";
import { WORK } from "../../lib/work";
import type { Statement } from "./ast";
import { callBuiltin } from "./builtins";
import { Evaluator, type Flow, Unwinding } from "./evaluator";
import { fromInput, toBoolean, toNumber } from "./values";

export class Interpreter extends Evaluator {
  private status = 0;
  private readonly inRange: boolean[] = [];

  /** The whole program; answers the exit status. */
  *run(): Call<number> {
    const { program } = this;
    let flow: Flow = "normal";
    for (const body of program.begin) {
      flow = yield* this.guarded(body);
      if (flow === "exit") break;
    }
    if (flow !== "exit" && (program.rules.length > 0 || program.end.length > 0)) {
      for (;;) {
        const record = yield* this.nextCounted();
        if (record === undefined) break;
        this.record.setWhole(record);
        this.io.spend(record.length * 6 + 300);
        flow = yield* this.rules();
        if (flow === "exit") break;
        if (flow === "nextfile") this.skipFile();
        yield* this.io.drain();
      }
    }
    for (const body of program.end) if ((yield* this.guarded(body)) === "exit") break;
    yield* this.io.flush();
    yield* this.streams.closeAll();
    return this.status;
  }

  private *guarded(body: Statement): Call<Flow> {
    try {
      return yield* this.execute(body);
    } catch (error) {
      if (!(error instanceof Unwinding)) throw error;
      this.frames.length = 0;
      return error.flow;
    }
  }

  private *rules(): Call<Flow> {
    for (const [i, rule] of this.program.rules.entries()) {
      try {
        if (rule.until !== undefined) {
          if (this.inRange[i] !== true && !toBoolean(yield* this.value(rule.pattern!))) continue;
          this.inRange[i] = !toBoolean(yield* this.value(rule.until));
        } else if (rule.pattern !== undefined && !toBoolean(yield* this.value(rule.pattern))) continue;
        if (rule.body === undefined) {
          this.io.put(this.record.wholeText() + this.text(this.getVariable("ORS")));
          continue;
        }
        const flow = yield* this.execute(rule.body);
        if (flow === "next" || flow === "nextfile" || flow === "exit") return flow;
      } catch (error) {
        if (!(error instanceof Unwinding)) throw error;
        this.frames.length = 0;
        return error.flow;
      }
    }
    return "normal";
  }

  protected override *execute(node: Statement): Call<Flow> {
    this.io.spend(WORK.awkNode);
    switch (node.kind) {
      case "block":
        for (const statement of node.body) {
          const flow = yield* this.execute(statement);
          if (flow !== "normal") return flow;
        }
        return "normal";
      case "expression":
        this.line = node.line;
        yield* this.value(node.value);
        return "normal";
      case "print":
      case "printf":
        this.line = node.line;
        yield* this.print(node);
        return "normal";
      case "if":
        if (toBoolean(yield* this.value(node.test))) return yield* this.execute(node.yes);
        return node.no === undefined ? "normal" : yield* this.execute(node.no);
      case "while":
      case "for": {
        if (node.kind === "for" && node.start !== undefined) yield* this.execute(node.start);
        while (node.test === undefined || toBoolean(yield* this.value(node.test))) {
          const flow = yield* this.execute(node.body);
          if (flow === "break") break;
          if (flow !== "normal" && flow !== "continue") return flow;
          if (node.kind === "for" && node.step !== undefined) yield* this.execute(node.step);
          yield* this.io.pace();
        }
        return "normal";
      }
      case "do":
        do {
          const flow = yield* this.execute(node.body);
          if (flow === "break") break;
          if (flow !== "normal" && flow !== "continue") return flow;
          yield* this.io.pace();
        } while (toBoolean(yield* this.value(node.test)));
        return "normal";
      case "forIn":
        for (const key of this.array(node.array).keys()) {
          yield* this.assign(node.variable, fromInput(key));
          const flow = yield* this.execute(node.body);
          if (flow === "break") break;
          if (flow !== "normal" && flow !== "continue") return flow;
          yield* this.io.pace();
        }
        return "normal";
      case "delete":
        if (node.subscripts === undefined) this.array(node.name).clear();
        else {
          const key = yield* this.subscript(node.subscripts);
          this.array(node.name).delete(key);
        }
        return "normal";
      case "exit":
        if (node.value !== undefined)
          this.status = Math.trunc(toNumber(yield* this.value(node.value))) & 0xff;
        return "exit";
      case "return":
        this.returned = node.value === undefined ? undefined : yield* this.value(node.value);
        return "return";
      default:
        return node.kind;
    }
  }

  private *print(node: Statement & { kind: "print" | "printf" }): Call<void> {
    let out: string;
    if (node.kind === "printf") out = this.text(yield* callBuiltin(this, "sprintf", node.items));
    else {
      const separator = this.text(this.getVariable("OFS"));
      const parts: string[] = [];
      for (const item of node.items) parts.push(this.text(yield* this.value(item), "OFMT"));
      out =
        (node.items.length === 0 ? this.record.wholeText() : parts.join(separator)) +
        this.text(this.getVariable("ORS"));
    }
    if (node.to === undefined) {
      this.io.put(out);
      yield* this.io.drain();
      return;
    }
    const name = this.text(yield* this.value(node.to.target));
    yield* this.streams.write(name, node.to.operator, out);
  }
}
