/** $(…): a child writes into a pipe, the shell reads it to its end. */

import { SysError } from "../../abi/errno";
import type { ShellCall } from "../run/frames";
import { fork, makeJob, waitForJob } from "../run/jobs";
import { LAST, type Shell } from "../run/shell";
import type { Node } from "../syntax/ast";
import { WORK } from "../work";

/** What the commands print, without newlines at the end and without NUL bytes. */
export function* substitute(sh: Shell, body: Node | undefined): ShellCall<string> {
  if (body === undefined) {
    sh.substitutionStatus = 0;
    return "";
  }
  yield* sh.work(WORK.substitution);
  const [reader, writer] = yield* sh.sys.pipe();
  const job = makeJob(sh);
  yield* fork(sh, job, body, "unlisted", function* (child) {
    yield* child.sys.close(reader);
    if (writer !== 1) {
      yield* child.sys.dup2(writer, 1);
      yield* child.sys.close(writer);
    }
    child.options.delete("errexit");
    yield* child.evaluator.evaluate(child, body, LAST);
  });
  yield* sh.sys.close(writer);
  const chunks: string[] = [];
  let kept = 0;
  for (;;) {
    try {
      const data = yield* sh.sys.read(reader, 4096);
      if (data.length === 0) break;
      const text = String.fromCharCode(...data).replaceAll("\0", "");
      if (text === "") continue;
      chunks.push(text);
      kept += text.length;
      sh.keep(text.length);
      yield* sh.work(0);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code !== "EINTR") break;
    }
  }
  yield* sh.sys.close(reader);
  sh.substitutionStatus = yield* waitForJob(sh, job);
  sh.keep(-kept);
  const text = chunks.join("");
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end--;
  return text.slice(0, end);
}
