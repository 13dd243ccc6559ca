import { expect, it } from "vitest";
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import type { Sys } from "../../kernel/abi/sys";
import { byteString, bytesOf } from "../image/bytes";
import { LogWriter, readLogLine } from "./json-log";

// biome-ignore lint/correctness/useYield: a call that does not block
function* at<T>(once: () => T): Call<T> {
  return once();
}

function finish<T>(call: Call<T>): T {
  const { done, value } = call.next();
  if (done !== true) throw new Error("It blocks.");
  return value;
}

it("loses what the disk has no room for, and goes on", () => {
  const disk = { full: false, text: "" };
  const sys = {
    open: () => at(() => 3),
    close: () => at(() => undefined),
    clockGettime: () => at(() => 0),
    write: (_fd: number, data: Uint8Array) =>
      at(() => {
        if (disk.full) throw new SysError("ENOSPC");
        disk.text += byteString(data);
        return data.length;
      }),
  } as unknown as Sys;
  const log = new LogWriter("/log");
  finish(log.open(sys));
  for (const [word, full] of [
    ["first", false],
    ["lost", true],
    ["last", false],
  ] as const) {
    disk.full = full;
    finish(log.take(sys, "stdout", bytesOf(`${word}\n`)));
  }
  finish(log.close(sys));
  const lines = disk.text.trimEnd().split("\n");
  expect(lines.map((line) => readLogLine(line)?.log)).toEqual(["first\n", "last\n"]);
});
