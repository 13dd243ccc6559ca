/** Programs that only the lab's own images hold. */
import { SysError } from "../../kernel/abi/errno";
import { SIG } from "../../kernel/abi/signals";
import type { Program } from "../../kernel/abi/sys";
import { execvp } from "../../kernel/programs/lib/children";
import { exitCode, waitFor } from "../engine/processes";

const MESSAGE = `
Hello from Triptych!
This message shows that a container was started here, step by step:
 1. The client asked the engine for a container of the image "hello-world".
 2. The engine put the image's layers and an empty one for changes on top of each other, as one tree of files.
 3. The runtime made a group for its limits, and a process in namespaces of its own.
 4. That process made the tree its root, gave up what it must not do, and became this program.

Its kernel is the one that your shell runs on: compare uname -a in both.
`;

/** The program of hello-world. */
const hello: Program = function* (sys) {
  yield* sys.write(1, MESSAGE);
  return 0;
};

/**
 * docker-init, as --init puts it before a container's program: the first process passes signals on, waits for orphans, and
 * ends as the program does.
 */
const init: Program = function* (sys, argv, env) {
  const command = argv.slice(argv.indexOf("--") + 1);
  const pid = yield* sys.fork(function* (child) {
    try {
      return yield* execvp(child, command, env);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* child.write(2, `[FATAL tini (7)] exec ${command[0] ?? ""} failed: ${error.text}\n`);
      return error.code === "ENOENT" ? 127 : 126;
    }
  });
  for (const signal of [SIG.HUP, SIG.INT, SIG.QUIT, SIG.TERM, SIG.USR1, SIG.USR2])
    yield* sys.sigaction(signal, {
      *handler(own) {
        yield* own.kill(pid, signal);
      },
      restart: true,
    });
  for (;;) {
    const result = yield* waitFor(sys, -1);
    if (result.pid === pid) return exitCode(result);
  }
};

/** By the name in their files; to be given to the kernel beside the userland. */
export const imagePrograms: ReadonlyMap<string, Program> = new Map([
  ["hello", hello],
  ["docker-init", init],
]);
