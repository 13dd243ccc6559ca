/** The line being edited, and the terminal output that shows each change of it. */
export class Line {
  text = "";
  cursor = 0;

  constructor(
    private readonly prompt: string,
    readonly columns: number,
  ) {}

  insert(text: string): string {
    const rest = this.text.slice(this.cursor);
    this.text = this.text.slice(0, this.cursor) + text + rest;
    this.cursor += text.length;
    return text + rest + this.back(rest.length);
  }

  /** The byte under the cursor goes. */
  delete(): string {
    if (this.cursor >= this.text.length) return "";
    this.text = this.text.slice(0, this.cursor) + this.text.slice(this.cursor + 1);
    return this.tail(1);
  }

  /** A named editing key. */
  command(name: string): string {
    switch (name) {
      case "left":
        return this.cursor > 0 ? this.moveTo(this.cursor - 1) : "";
      case "right":
        return this.cursor < this.text.length ? this.moveTo(this.cursor + 1) : "";
      case "home":
        return this.moveTo(0);
      case "end":
        return this.toEnd();
      case "backspace":
        return this.cursor > 0 ? this.removeBefore(1) : "";
      case "delete":
        return this.delete();
      case "kill": {
        const gone = this.text.length - this.cursor;
        this.text = this.text.slice(0, this.cursor);
        return this.tail(gone);
      }
      case "kill-before":
        return this.removeBefore(this.cursor);
      case "kill-word":
        return this.removeBefore(/\S*\s*$/.exec(this.text.slice(0, this.cursor))?.[0].length ?? 0);
      default:
        return "";
    }
  }

  toEnd(): string {
    return this.moveTo(this.text.length);
  }

  replace(text: string): string {
    const gone = Math.max(this.text.length - text.length, 0);
    const start = this.moveTo(0);
    this.text = text;
    this.cursor = text.length;
    return start + text + " ".repeat(gone) + this.back(gone);
  }

  /** Prompt and line anew, on a fresh row. */
  redraw(): string {
    return this.prompt + this.text + this.back(this.text.length - this.cursor);
  }

  private removeBefore(count: number): string {
    const start = this.cursor - count;
    const moved = this.moveTo(start);
    this.text = this.text.slice(0, start) + this.text.slice(start + count);
    return moved + this.tail(count);
  }

  /** What follows the cursor again, with `gone` bytes blanked behind it. */
  private tail(gone: number): string {
    const rest = this.text.slice(this.cursor) + " ".repeat(gone);
    return rest + this.back(rest.length);
  }

  private moveTo(to: number): string {
    const from = this.cursor;
    this.cursor = to;
    return to < from ? this.back(from - to) : this.text.slice(from, to);
  }

  private back(count: number): string {
    return count <= 4 ? "\b".repeat(Math.max(count, 0)) : `\x1b[${count}D`;
  }
}
