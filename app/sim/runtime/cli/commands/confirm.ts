/** Asking before something is thrown away. */
import type { Call } from "../../../kernel/abi/call";
import { byteString } from "../../image/bytes";
import type { Context } from "../context";

/** Prints the question and reads a line from standard input; whether it says y. */
export function* confirmed(context: Context, warning: string): Call<boolean> {
  context.put(`${warning}Are you sure you want to continue? [y/N] `);
  yield* context.io.flush();
  let line = "";
  for (;;) {
    const byte = byteString(yield* context.sys.read(0, 1));
    if (byte === "" || byte === "\n") break;
    line += byte;
  }
  return line.trim().toLowerCase() === "y";
}
