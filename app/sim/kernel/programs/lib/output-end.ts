/** What applets make of a standard output that could not be written: most never ask. */

/** Those that end with fflush_stdout_and_exit: a message when the last piece fails; their status stays. */
const TELL = new Set(
  (
    "readlink wc env uniq fold paste tty expand unexpand du sort realpath shuf expr uname printenv uudecode uuencode nice id " +
    "groups cut tee cksum strings hexdump hd xxd rev ipcs chrt cal route nl cmp head"
  ).split(" "),
);

/** Those whose status is what fflush answered. */
const ANSWER_FLUSH = new Set(["seq", "pwd", "dirname", "hostid", "whoami", "logname"]);

/** Those that ask stdio whether something failed before: it no longer knows why. */
const ASK_STDIO: Readonly<Record<string, { readonly message: string; readonly status: number }>> = {
  head: { message: "standard output: I/O error", status: 1 },
  sed: { message: "write error", status: 4 },
  od: { message: "write error", status: 1 },
};

export interface OutputFailure {
  /** stdio's error flag was set before the end. */
  readonly before: boolean;
  /** The text of the error that the last piece met, if it met one. */
  readonly last: string | undefined;
}

/** The message (without the applet's name) and status of an applet that ends so. */
export function outputEnd(
  name: string,
  { before, last }: OutputFailure,
  status: number,
): { readonly message?: string; readonly status: number } {
  const asked = ASK_STDIO[name];
  if (before && asked !== undefined) return asked;
  if (last === undefined) return { status };
  if (TELL.has(name)) return { message: `standard output: ${last}`, status };
  return { status: ANSWER_FLUSH.has(name) ? 255 : status };
}
