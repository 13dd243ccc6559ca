/** A container's log as Docker's json-file driver keeps it: a JSON object a line. Output stays as it is, byte for byte. */
import type { Call } from "../../kernel/abi/call";
import { O } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { byteString } from "../image/bytes";
import { isError, writeAll } from "./file-work";

export type StreamName = "stdout" | "stderr";

/** Lines longer than this are cut (moby: daemon/logger/copier.go). */
const LONGEST = 16 * 1024;

export interface LogLine {
  readonly log: string;
  readonly stream: StreamName;
  /** RFC 3339 with nanoseconds, without zeros at the end. */
  readonly time: string;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function jsonText(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
    /["\\\x00-\x1f<>&]/g,
    (char) => escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const logLine = ({ log, stream, time }: LogLine): string =>
  `{"log":"${jsonText(log)}","stream":"${stream}","time":"${time}"}\n`;

/** The line back; undefined for what is none. */
export function readLogLine(line: string): LogLine | undefined {
  const match = /^\{"log":"((?:[^"\\]|\\.)*)","stream":"(stdout|stderr)","time":"([^"]*)"\}$/.exec(line);
  if (match === null) return undefined;
  const log = match[1]!.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, hex: string | undefined, char: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return char === "n" ? "\n" : char === "r" ? "\r" : char === "t" ? "\t" : char;
  });
  return { log, stream: match[2] as StreamName, time: match[3]! };
}

/** Nanoseconds since the epoch as Go's RFC3339Nano prints them. */
export function rfc3339(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  const fraction = String(Math.round(ns - seconds * 1e9))
    .padStart(9, "0")
    .replace(/0+$/, "");
  const date = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${date}${fraction === "" ? "" : `.${fraction}`}Z`;
}

/** As `docker logs -t` prints it: always nine digits. */
export function timestamp(time: string): string {
  const [whole = "", fraction = ""] = time.replace(/Z$/, "").split(".");
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}

/** Cuts output into lines and appends them to the log. */
export class LogWriter {
  private readonly rest: Record<StreamName, string> = { stdout: "", stderr: "" };
  private fd = -1;

  constructor(private readonly path: string) {}

  *open(sys: Sys): Call<void> {
    this.fd = yield* sys.open(this.path, O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, 0o640);
  }

  *take(sys: Sys, stream: StreamName, data: Uint8Array): Call<void> {
    const lines = (this.rest[stream] + byteString(data)).split(/(?<=\n)/);
    const last = lines.at(-1) ?? "";
    this.rest[stream] = last.endsWith("\n") ? "" : (lines.pop() ?? "");
    while (this.rest[stream].length >= LONGEST) {
      lines.push(this.rest[stream].slice(0, LONGEST));
      this.rest[stream] = this.rest[stream].slice(LONGEST);
    }
    yield* this.append(sys, stream, lines);
  }

  private *append(sys: Sys, stream: StreamName, lines: readonly string[]): Call<void> {
    if (lines.length === 0 || lines[0] === "") return;
    const time = rfc3339(yield* sys.clockGettime("realtime"));
    try {
      yield* writeAll(sys, this.fd, lines.map((log) => logLine({ log, stream, time })).join(""));
    } catch (error) {
      // As in dockerd, what there is no room for is lost, and the container goes on.
      if (!isError(error, "ENOSPC")) throw error;
    }
  }

  /** What is left without a newline is a line too. */
  *close(sys: Sys): Call<void> {
    for (const stream of ["stdout", "stderr"] as const)
      if (this.rest[stream] !== "") yield* this.append(sys, stream, [this.rest[stream]]);
    this.rest.stdout = this.rest.stderr = "";
    yield* sys.close(this.fd);
  }
}
