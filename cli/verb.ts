/** What every verb of the headless lab is. */
export interface Verb {
  readonly name: string;
  /** One line for `lab help`. */
  readonly summary: string;
  /** Usage and options, for `lab help <verb>` and `lab <verb> --help`. */
  readonly usage: string;
  /** Answers the exit code. @throws UsageError for bad usage or input. */
  run(args: readonly string[]): Promise<number>;
}

/** The JSON document of a `--json` run. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
