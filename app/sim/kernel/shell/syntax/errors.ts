/** A script that is not the shell's language; `message` is in ash's words, without the place. */
export class ShellSyntaxError {
  constructor(
    readonly message: string,
    readonly line: number,
  ) {}
}

/** Thrown by the parser when the text so far ends inside a command and more of it may come. */
export class MoreInputNeeded {}
