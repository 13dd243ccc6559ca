/** What every verb of the headless lab is. */
export interface Verb {
  /** Usage and options, for `lab help <verb>` and `lab <verb> --help`. */
  readonly usage: string;
  /** Answers the exit code. @throws UsageError for bad usage or input. */
  run(args: readonly string[]): Promise<number>;
}

/** The JSON document of a `--json` run. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Bytes for a JSON document: as text, and where that would lose some, in base64 too. */
export function asText(name: "stdout" | "stderr", bytes: Uint8Array): Record<string, string> {
  const text = new TextDecoder().decode(bytes);
  const exact = Buffer.from(text, "utf8").equals(bytes);
  return exact
    ? { [name]: text }
    : { [name]: text, [`${name}Base64`]: Buffer.from(bytes).toString("base64") };
}
