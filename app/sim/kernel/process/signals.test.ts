import { expect, test } from "vitest";
import { runScript } from "../../../container/run-script";
import { SIG } from "../abi/signals";
import type { Program } from "../abi/sys";

/** Runs a program in a fresh kernel and answers what it printed. */
function run(main: Program): string {
  const script = "printf '\\177TRIPTYCH\\nprobe\\n' >/tmp/probe; chmod 755 /tmp/probe; /tmp/probe";
  const { stdout } = runScript(script, {
    seed: 1,
    timeoutVirtualMs: 5000,
    programs: new Map([["probe", main]]),
  });
  return String.fromCharCode(...stdout);
}

test("a blocked signal waits and comes once, an ignored one is gone", () => {
  const printed = run(function* (sys) {
    let caught = 0;
    yield* sys.sigaction(SIG.USR1, {
      // biome-ignore lint/correctness/useYield: it only counts
      *handler() {
        caught++;
      },
    });
    yield* sys.sigprocmask("block", [SIG.USR1]);
    const own = yield* sys.getpid();
    for (let turn = 0; turn < 3; turn++) yield* sys.kill(own, SIG.USR1);
    yield* sys.write(1, `${caught} `);
    yield* sys.sigprocmask("unblock", [SIG.USR1]);
    yield* sys.write(1, `${caught} `);
    yield* sys.sigaction(SIG.USR1, "ignore");
    yield* sys.kill(own, SIG.USR1);
    yield* sys.write(1, `${caught}`);
    return 0;
  });
  expect(printed).toBe("0 1 1");
});

test("ignoring a signal throws away what is pending of it", () => {
  const printed = run(function* (sys) {
    yield* sys.sigprocmask("block", [SIG.TERM]);
    yield* sys.kill(yield* sys.getpid(), SIG.TERM);
    yield* sys.sigaction(SIG.TERM, "ignore");
    yield* sys.sigaction(SIG.TERM, "default");
    yield* sys.sigprocmask("unblock", [SIG.TERM]);
    yield* sys.write(1, "alive");
    return 0;
  });
  expect(printed).toBe("alive");
});

test("sigwait takes a blocked signal whose default is to be ignored", () => {
  const printed = run(function* (sys) {
    yield* sys.sigprocmask("block", [SIG.CHLD]);
    // biome-ignore lint/correctness/useYield: it leaves at once
    yield* sys.fork(function* () {
      return 0;
    });
    yield* sys.write(1, String(yield* sys.sigwait([SIG.CHLD])));
    return 0;
  });
  expect(printed).toBe(String(SIG.CHLD));
});
