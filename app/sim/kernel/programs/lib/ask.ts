/** Questions to the user, answered on standard input. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { bytesToText } from "./bytes";
import type { Io } from "./io";

/** Prints a question on standard error and reads a line; true if it begins with y or Y. */
export function* ask(io: Io, question: string): Call<boolean> {
  yield* io.flush();
  yield* io.complain(question);
  return yield* readAnswer(io, 0);
}

/** xargs -p: whether to run a command, asked on the terminal whatever standard input is. */
export function* askTerminal(io: Io, command: string): Call<boolean> {
  yield* io.complain(command);
  let fd: number;
  try {
    fd = yield* io.sys.open("/dev/tty", O.RDONLY);
  } catch (error) {
    return yield* io.dieError("can't open '/dev/tty'", error);
  }
  yield* io.complain(" ?...");
  const yes = yield* readAnswer(io, fd);
  yield* io.sys.close(fd);
  return yes;
}

function* readAnswer(io: Io, fd: number): Call<boolean> {
  let first = "";
  for (;;) {
    const byte = bytesToText(yield* io.sys.read(fd, 1));
    if (first === "") first = byte;
    if (byte === "" || byte === "\n") return first === "y" || first === "Y";
  }
}
