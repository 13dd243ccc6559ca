/** The main input: the records of the files that ARGV names, or of standard input. */
import type { Call } from "../../../abi/call";
import { O } from "../../../abi/flags";
import { Input } from "../../lib/input";
import { sysError } from "../../lib/io";
import type { Evaluator } from "./evaluator";
import { RecordReader } from "./streams";
import { fromInput, toNumber } from "./values";

export class MainInput {
  private reader: RecordReader | undefined;
  private nextArgument = 1;
  private sawFile = false;
  private ended = false;

  constructor(private readonly awk: Evaluator) {}

  *next(): Call<string | undefined> {
    for (;;) {
      if (this.reader !== undefined) {
        const record = yield* this.reader.next(yield* this.awk.recordSeparator());
        if (record !== undefined) return record;
        if (this.reader.error !== undefined) yield* this.awk.io.flush();
        this.reader = undefined;
      }
      if (!(yield* this.openNext())) return undefined;
    }
  }

  private *openNext(): Call<boolean> {
    if (this.ended) return false;
    const argv = this.awk.array("ARGV");
    while (this.nextArgument < toNumber(this.awk.getVariable("ARGC"))) {
      const argument = this.awk.text(
        argv.has(String(this.nextArgument)) ? argv.get(String(this.nextArgument)) : "",
      );
      this.nextArgument++;
      if (argument === "") continue;
      const assignment = /^([A-Za-z_][A-Za-z_0-9]*)=(.*)$/s.exec(argument);
      if (assignment !== null) {
        yield* this.awk.setVariable(assignment[1]!, fromInput(unescapeAssignment(assignment[2]!)));
        continue;
      }
      this.sawFile = true;
      yield* this.openInput(argument);
      return true;
    }
    this.ended = true;
    if (this.sawFile) return false;
    yield* this.openInput("-");
    return true;
  }

  private *openInput(path: string): Call<void> {
    let fd = 0;
    try {
      if (path !== "-") fd = yield* this.awk.io.sys.open(path, O.RDONLY);
    } catch (error) {
      sysError(error);
      yield* this.awk.io.dieError(path, error);
    }
    this.reader = new RecordReader(this.awk.io, new Input(this.awk.io, fd, path));
    yield* this.awk.setVariable("FNR", 0);
    if (path !== "-") yield* this.awk.setVariable("FILENAME", path);
  }

  /** nextfile: the rest of this file is not read. */
  skipFile(): void {
    this.reader = undefined;
  }
}

/** -v and operands: escapes as in a string. */
export function unescapeAssignment(text: string): string {
  return text.replace(/\\(n|t|r|\\|"|\/|a|b|f|v|[0-7]{1,3})/g, (_, code: string) => {
    const known = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" }[code];
    if (known !== undefined) return known;
    return /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8) & 0xff) : code;
  });
}
