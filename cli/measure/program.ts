/**
 * A program that does nothing but system calls, as a static i386 ELF file. Each step is a few calls between two writes to the
 * mark port, so that the host counts its instructions from outside; what the program itself executes between the marks is
 * known from its construction (`ownInstructions`) and taken off. Registers and memory are loaded anew for each call, nothing
 * is optimised: the count must be plain.
 */
import { type CallName, NUMBER } from "./system-calls";

/** What a call is given: a number, a text (its address), an earlier result, memory, or the address of a table of these. */
export type Argument =
  | number
  | string
  /** What the call of that name (`as`) returned. */
  | { readonly result: string }
  /** The address of so many bytes of zeros (rounded up to 16); one name is one place. */
  | { readonly space: string; readonly size: number }
  /** A 32-bit word at an offset in a space, for example the second end of a pipe. */
  | { readonly wordOf: string; readonly offset: number }
  /** The address of 32-bit words: argv, iovec, a structure. */
  | { readonly words: readonly Argument[] }
  /** The address of these bytes. */
  | { readonly bytes: readonly number[] };

export interface Call {
  readonly call: CallName;
  readonly args?: readonly Argument[];
  /** Gives the result a name. */
  readonly as?: string;
  /** After a fork: what the child does before it leaves with 0. */
  readonly child?: readonly Item[];
  /** Errors are expected: the program goes on. */
  readonly mayFail?: true;
}

/** Writes one byte to each of so many pages of memory that nobody has touched. */
export interface Touch {
  readonly touch: Argument;
  readonly pages: number;
}

/** A step begins: it ends at the next mark that the machine executes. Unique in its program. */
export interface Mark {
  readonly mark: string;
}

export type Item = Call | Touch | Mark;

export interface ProgramSource {
  readonly setup?: readonly Item[];
  /** Done in this order, `times` times. */
  readonly turn: readonly Item[];
  readonly times: number;
}

export interface Assembled {
  readonly elf: Uint8Array;
  readonly marks: readonly AssembledMark[];
}

export interface AssembledMark {
  readonly id: string;
  /** What is written to the mark port. */
  readonly code: number;
  /** Instructions of the program itself up to the next mark in the text, that mark included. */
  readonly ownInstructions: number;
}

const FIRST_MARK = 0x20;
/** The two instructions of a mark. */
const MARK_INSTRUCTIONS = 2;
/** Ends the last step of a turn. */
export const END_MARK = 0x1f;
const MARK_PORT = 0xe8;

const BASE = 0x08048000;
const HEADERS = 52 + 2 * 32;
/** Memory after the file: results, spaces. */
const DATA = 0x09000000;
const PAGE = 4096;

/** mov to ebx, ecx, edx, esi, edi, ebp. */
const IMMEDIATE = [0xbb, 0xb9, 0xba, 0xbe, 0xbf, 0xbd] as const;
const LOAD = [0x1d, 0x0d, 0x15, 0x35, 0x3d, 0x2d] as const;

/** @throws RangeError for a result or space that has no name, and for more steps than there are marks. */
export function assemble(source: ProgramSource): Assembled {
  return new Assembler().program(source);
}

/** Bytes behind the code, and where in the code their address is wanted. */
interface Text {
  readonly bytes: readonly number[];
  readonly fixAt: number[];
}

class Assembler {
  private readonly code: number[] = [];
  private readonly texts: Text[] = [];
  private readonly inTables: { readonly table: Text; readonly offset: number; readonly entry: Text }[] = [];
  private readonly places = new Map<string, number>();
  private nextPlace = DATA;
  private readonly failures: { readonly fixAt: number; readonly call: number }[] = [];
  private calls = 0;
  private readonly marks: { readonly id: string; readonly ownBefore: number }[] = [];
  /** Instructions emitted on the way that a successful run takes. */
  private own = 0;

  program(source: ProgramSource): Assembled {
    const counter = this.place("(counter)", 4);
    this.call({ call: "iopl", args: [3] });
    this.items(source.setup ?? []);
    this.bytes(0xc7, 0x05, ...word(counter), ...word(source.times));
    const loopAt = this.code.length;
    this.items(source.turn);
    const ends = [...this.marks.slice(1).map(({ ownBefore }) => ownBefore), this.own];
    this.outb(END_MARK);
    this.bytes(0xff, 0x0d, ...word(counter));
    this.bytes(0x0f, 0x85, ...word(loopAt - (this.code.length + 6)));
    this.exit(0);
    this.failureExits();
    const marks = this.marks.map(({ id, ownBefore }, k) => ({
      id,
      code: FIRST_MARK + k,
      ownInstructions: ends[k]! - ownBefore,
    }));
    return { elf: this.link(), marks };
  }

  private bytes(...values: readonly number[]): void {
    this.code.push(...values);
  }

  private outb(code: number): void {
    this.own += MARK_INSTRUCTIONS;
    this.bytes(0xb0, code, 0xe6, MARK_PORT);
  }

  private mark(id: string): void {
    const code = FIRST_MARK + this.marks.length;
    if (code > 0xff) throw new RangeError("more steps than there are marks");
    this.marks.push({ id, ownBefore: this.own });
    this.outb(code);
  }

  private exit(status: number): void {
    this.own += 3;
    this.bytes(0xb8, ...word(NUMBER.exit), 0xbb, ...word(status), 0xcd, 0x80);
  }

  private items(items: readonly Item[]): void {
    for (const item of items) {
      if ("mark" in item) this.mark(item.mark);
      else if ("touch" in item) this.touch(item);
      else this.call(item);
    }
  }

  private call({ call, args = [], as, child, mayFail }: Call): void {
    const index = this.calls++;
    args.forEach((argument, k) => {
      this.load(argument, IMMEDIATE[k]!, LOAD[k]!);
    });
    this.bytes(0xb8, ...word(NUMBER[call]), 0xcd, 0x80);
    this.own += 2;
    if (as !== undefined) {
      this.own += 1;
      this.bytes(0xa3, ...word(this.place(as, 4)));
    }
    if (mayFail === undefined) {
      this.own += 2;
      // cmp $-4096, eax; ja: the addresses of mmap are large but no errors.
      this.bytes(0x3d, ...word(-4096), 0x0f, 0x87);
      this.failures.push({ fixAt: this.code.length, call: index });
      this.bytes(0, 0, 0, 0);
    }
    if (child !== undefined) this.child(child);
  }

  /** Parent and child both run to their ends, so what the child executes counts as well. */
  private child(items: readonly Item[]): void {
    this.bytes(0x85, 0xc0, 0x0f, 0x85);
    const fixAt = this.code.length;
    this.bytes(0, 0, 0, 0);
    // Two for the parent; the child returns from the same call and repeats the tests: result, error, parent.
    this.own += 2 + 4;
    this.items(items);
    this.exit(0);
    this.fix(fixAt, this.code.length);
  }

  private touch({ touch: at, pages }: Touch): void {
    this.load(at, IMMEDIATE[0], LOAD[0]);
    this.bytes(IMMEDIATE[1], ...word(pages));
    // movb $1, (ebx); add $4096, ebx; dec ecx; jnz
    this.bytes(0xc6, 0x03, 1, 0x81, 0xc3, ...word(PAGE), 0x49, 0x75, 0xf4);
    this.own += 1 + 4 * pages;
  }

  private load(argument: Argument, immediate: number, load: number): void {
    this.own += 1;
    if (typeof argument === "object" && "result" in argument)
      this.bytes(0x8b, load, ...word(this.known(argument.result)));
    else if (typeof argument === "object" && "wordOf" in argument)
      this.bytes(0x8b, load, ...word(this.known(argument.wordOf) + argument.offset));
    else if (typeof argument === "object" && "space" in argument)
      this.bytes(immediate, ...word(this.place(argument.space, argument.size)));
    else if (typeof argument === "number") this.bytes(immediate, ...word(argument));
    else {
      this.bytes(immediate);
      this.address(this.text(argument));
    }
  }

  private address(text: Text): void {
    text.fixAt.push(this.code.length);
    this.bytes(0, 0, 0, 0);
  }

  /** @throws RangeError for what has no address before the program runs. */
  private text(argument: Exclude<Argument, number>): Text {
    if (typeof argument === "string")
      return this.addText([...argument].map((c) => c.charCodeAt(0)).concat(0));
    if ("bytes" in argument) return this.addText(argument.bytes);
    if (!("words" in argument)) throw new RangeError("a table holds numbers, texts and tables");
    const table = this.addText(
      argument.words.flatMap((entry) => word(typeof entry === "number" ? entry : 0)),
    );
    argument.words.forEach((entry, k) => {
      if (typeof entry !== "number") this.inTables.push({ table, offset: 4 * k, entry: this.text(entry) });
    });
    return table;
  }

  private addText(bytes: readonly number[]): Text {
    const text = { bytes, fixAt: [] };
    this.texts.push(text);
    return text;
  }

  private place(name: string, bytes: number): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const at = this.nextPlace;
    this.places.set(name, at);
    this.nextPlace += Math.ceil(bytes / 16) * 16;
    return at;
  }

  private known(name: string): number {
    const at = this.places.get(name);
    if (at === undefined) throw new RangeError(`nothing is called "${name}" yet`);
    return at;
  }

  private fix(at: number, target: number): void {
    word(target - (at + 4)).forEach((byte, k) => {
      this.code[at + k] = byte;
    });
  }

  /** A failed call ends the program: its place in the program on standard error, errno as the status. */
  private failureExits(): void {
    for (const { fixAt, call } of this.failures) {
      this.fix(fixAt, this.code.length);
      const message = `call ${call} failed\n`;
      this.bytes(0x89, 0xc5, 0xb8, ...word(NUMBER.write), IMMEDIATE[0], ...word(2), IMMEDIATE[1]);
      this.address(this.text(message));
      this.bytes(IMMEDIATE[2], ...word(message.length), 0xcd, 0x80);
      this.bytes(0x89, 0xeb, 0xf7, 0xdb, 0xb8, ...word(NUMBER.exit), 0xcd, 0x80);
    }
  }

  private link(): Uint8Array {
    const addresses = new Map<Text, number>();
    const data: number[] = [];
    const dataAt = BASE + HEADERS + this.code.length;
    for (const text of this.texts) {
      while (data.length % 4 !== 0) data.push(0);
      addresses.set(text, dataAt + data.length);
      data.push(...text.bytes);
    }
    for (const text of this.texts)
      for (const at of text.fixAt)
        word(addresses.get(text)!).forEach((byte, k) => {
          this.code[at + k] = byte;
        });
    for (const { table, offset, entry } of this.inTables)
      word(addresses.get(entry)!).forEach((byte, k) => {
        data[addresses.get(table)! - dataAt + offset + k] = byte;
      });
    return new Uint8Array([
      ...headers(this.code.length + data.length, this.nextPlace - DATA),
      ...this.code,
      ...data,
    ]);
  }
}

const word = (value: number): number[] =>
  [value, value >>> 8, value >>> 16, value >>> 24].map((byte) => byte & 0xff);
const half = (value: number): number[] => [value & 0xff, value >>> 8];

/** An ELF header and two segments: the file, and memory of zeros. */
function headers(length: number, memory: number): number[] {
  return [
    ...[0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[half(2), half(3), word(1), word(BASE + HEADERS), word(52), word(0), word(0)].flat(),
    ...[52, 32, 2, 0, 0, 0].flatMap(half),
    ...[1, 0, BASE, BASE, HEADERS + length, HEADERS + length, 7, PAGE].flatMap(word),
    ...[1, 0, DATA, DATA, 0, memory, 6, PAGE].flatMap(word),
  ];
}
