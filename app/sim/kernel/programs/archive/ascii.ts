/** ascii: the table of characters. */
import { applet } from "../lib/io";

const CONTROL =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT NL VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " ",
  );
const COLUMNS = 8;
const ROWS = 16;

export const ascii = applet(function* (io) {
  io.put("Dec Hex    Dec Hex    Dec Hex  Dec Hex  Dec Hex  Dec Hex   Dec Hex   Dec Hex\n");
  for (let row = 0; row < ROWS; row++) {
    let line = "";
    for (let column = 0; column < COLUMNS; column++) {
      const code = column * ROWS + row;
      const name = CONTROL[code] ?? (code === 127 ? "DEL" : String.fromCharCode(code));
      const last = column === COLUMNS - 1;
      const decimal = String(code).padStart(column >= 6 ? 4 : 3);
      line += `${decimal} ${code.toString(16).padStart(2, "0")} ${column < 2 ? name.padEnd(4) : last ? name : `${name} `}`;
    }
    io.put(`${line}\n`);
  }
  yield* io.drain();
  return 0;
});
