/** kbench: what the simulated kernel charges for its basic services, on its own clock (guests/programs/kbench.c). */
import type { Call } from "../../../abi/call";
import { type LabIo, labProgram } from "./cli";

const USAGE = `usage: kbench [-n ITERATIONS] [TEST...]      all tests, or those named:
  getpid    one system call
  switch    one byte to another process and back: two context switches
  fork      fork, exit, wait
  exec      fork, exec of a program that leaves at once, wait
  fault     first write to a new page
  mmap      map and unmap one page without touching it
`;
const PAGE_BYTES = 4096;
const MOST_ITERATIONS = 100_000_000;

/** A measured loop: `begin` answers the loop and what ends it. */
interface Test {
  readonly iterations: number;
  readonly begin: (
    io: LabIo,
    iterations: number,
  ) => Call<{ readonly loop: (n: number) => Call<void>; readonly end: () => Call<void> }>;
}

const nothing = function* (): Call<void> {};

/** A loop that needs no preparation. */
function repeated(iterations: number, once: (io: LabIo) => Call<unknown>): Test {
  return {
    iterations,
    // biome-ignore lint/correctness/useYield: nothing to prepare
    *begin(io) {
      return {
        *loop(n) {
          for (let turn = 0; turn < n; turn++) yield* once(io);
        },
        end: nothing,
      };
    },
  };
}

const TESTS: Readonly<Record<string, Test>> = {
  getpid: repeated(20_000, (io) => io.sys.getpid()),
  switch: { iterations: 2000, begin: (io) => peer(io) },
  fork: repeated(200, function* (io) {
    // biome-ignore lint/correctness/useYield: it leaves at once
    const pid = yield* io.sys.fork(function* () {
      return 0;
    });
    yield* io.sys.waitpid(pid, 0);
  }),
  exec: repeated(100, function* (io) {
    const pid = yield* io.sys.fork((sys) => sys.execve("/proc/self/exe", ["kbench", "--leave"], io.env));
    yield* io.sys.waitpid(pid, 0);
  }),
  fault: {
    iterations: 1000,
    *begin(io, iterations) {
      const handle = yield* io.sys.mmap((iterations + 1) * PAGE_BYTES);
      let at = 0;
      return {
        *loop(n) {
          for (let turn = 0; turn < n && at <= iterations; turn++)
            yield* io.sys.touch(handle, at++ * PAGE_BYTES, PAGE_BYTES, true);
        },
        *end() {
          yield* io.sys.munmap(handle);
        },
      };
    },
  },
  mmap: repeated(5000, function* (io) {
    yield* io.sys.munmap(yield* io.sys.mmap(PAGE_BYTES));
  }),
};

/** Another process that sends back every byte. */
function* peer(io: LabIo): ReturnType<Test["begin"]> {
  const [fromMe, toPeer] = yield* io.sys.pipe();
  const [fromPeer, toMe] = yield* io.sys.pipe();
  const pid = yield* io.sys.fork(function* (sys) {
    yield* sys.close(toPeer);
    while ((yield* sys.read(fromMe, 1)).length === 1) yield* sys.write(toMe, "\0");
    return 0;
  });
  return {
    *loop(n) {
      for (let turn = 0; turn < n; turn++) {
        yield* io.sys.write(toPeer, "\0");
        yield* io.sys.read(fromPeer, 1);
      }
    },
    *end() {
      for (const fd of [toPeer, fromMe, fromPeer, toMe]) yield* io.sys.close(fd);
      yield* io.sys.waitpid(pid, 0);
    },
  };
}

export const kbench = labProgram("kbench", USAGE, function* (io) {
  if (io.args.length === 1 && io.args[0] === "--leave") return 0;
  let iterations = 0;
  const named = new Set<string>();
  for (let at = 0; at < io.args.length; at++) {
    const word = io.args[at]!;
    if (word === "-n") {
      iterations = yield* io.count(io.args[++at]);
      if (iterations === 0 || iterations > MOST_ITERATIONS) return yield* io.usage();
    } else if (Object.hasOwn(TESTS, word)) named.add(word);
    else return yield* io.usage();
  }
  for (const [name, test] of Object.entries(TESTS)) {
    if (named.size > 0 && !named.has(name)) continue;
    const count = iterations || test.iterations;
    const { loop, end } = yield* test.begin(io, count);
    yield* loop(1);
    const startNs = yield* io.sys.clockGettime("monotonic");
    yield* loop(count);
    const spentNs = (yield* io.sys.clockGettime("monotonic")) - startNs;
    yield* end();
    const tenths = Math.floor((spentNs * 10) / count);
    yield* io.say(
      `${name.padEnd(7)} ${String(count).padStart(7)} times  ${String(Math.floor(tenths / 10)).padStart(9)}.${tenths % 10} ns each`,
    );
  }
  return 0;
});
