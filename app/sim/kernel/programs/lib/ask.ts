/** Questions to the user, answered on standard input. */
import type { Call } from "../../abi/call";
import { bytesToText } from "./bytes";
import type { Io } from "./io";

/** Prints a question on standard error and reads a line; true if it begins with y or Y. */
export function* ask(io: Io, question: string): Call<boolean> {
  yield* io.flush();
  yield* io.complain(question);
  let first = "";
  for (;;) {
    const byte = bytesToText(yield* io.sys.read(0, 1));
    if (first === "") first = byte;
    if (byte === "" || byte === "\n") return first === "y" || first === "Y";
  }
}
