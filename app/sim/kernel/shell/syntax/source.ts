import { MoreInputNeeded, ShellSyntaxError } from "./errors";

/** No character: the end of the text. */
export const END = "";

interface AliasText {
  readonly name: string;
  readonly text: string;
  /** Whether the alias's own text ends in a blank. */
  readonly blank: boolean;
  position: number;
}

/** The text being parsed, with the texts of aliases that stand in for words of it. */
export class Source {
  /** The line of the next character. */
  line: number;
  /** Set when an alias's text that ends in a blank is used up: the next word may be an alias too. */
  aliasMayFollow = false;
  private readonly aliases: AliasText[] = [];
  private budget = 1 << 20;

  constructor(
    readonly text: string,
    public position: number,
    line: number,
    /** Whether nothing can follow the text. */
    private readonly complete: boolean,
  ) {
    this.line = line;
  }

  peek(): string {
    const alias = this.aliases.at(-1);
    if (alias) return alias.text[alias.position] as string;
    const c = this.text[this.position];
    if (c !== undefined) return c;
    if (!this.complete) throw new MoreInputNeeded();
    return END;
  }

  next(): string {
    const c = this.peek();
    const alias = this.aliases.at(-1);
    if (alias) {
      alias.position++;
      this.dropFinished();
    } else if (c !== END) this.position++;
    if (c === "\n") this.line++;
    return c;
  }

  /** Whether the text goes on with these characters; only asks for as many as needed to decide. */
  follows(text: string): boolean {
    const alias = this.aliases.at(-1);
    const from = alias ?? this;
    for (let i = 0; i < text.length; i++) {
      const c = from.text[from.position + i];
      if (c === undefined && !alias && !this.complete) throw new MoreInputNeeded();
      if (c !== text[i]) return false;
    }
    return true;
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next();
  }

  /** Skips pairs of backslash and newline. */
  skipContinuations(): void {
    while (this.peek() === "\\" && this.follows("\\\n")) this.skip(2);
  }

  /** Puts an alias's text before what follows. A blank after it ends its last word. */
  pushAlias(name: string, text: string): void {
    this.budget -= text.length + 1;
    if (this.budget < 0) throw new ShellSyntaxError("aliases expand without end", this.line);
    if (text === "") return;
    const blank = /[ \t]$/.test(text);
    this.aliases.push({ name, text: blank ? text : `${text} `, blank, position: 0 });
  }

  isExpanding(name: string): boolean {
    return this.aliases.some((alias) => alias.name === name);
  }

  get atEnd(): boolean {
    return this.aliases.length === 0 && this.position >= this.text.length;
  }

  private dropFinished(): void {
    for (let top = this.aliases.at(-1); top && top.position >= top.text.length; top = this.aliases.at(-1)) {
      this.aliases.pop();
      if (top.blank) this.aliasMayFollow = true;
    }
  }
}
