/** spin: keeps a processor busy and says how far it got (guests/programs/spin.c). */
import { labProgram } from "./cli";

const USAGE = `usage: spin [SECONDS]            busy for SECONDS of its own processor time (default 1)
       spin -n ITERATIONS        busy for exactly ITERATIONS
  -p ITERATIONS   print a line every so many iterations
  -q              only the last line
`;
/** 16 dependent additions, as the C program has them. */
const TURN_INSTRUCTIONS = 34;
/** Iterations between two looks at the clock. The C program has 1000; the totals do not depend on it. */
const BATCH = 10_000;

/** "12.345": ms with three decimals. */
function milliseconds(ns: number): string {
  return `${Math.floor(ns / 1e6)}.${String(Math.floor(ns / 1e3) % 1000).padStart(3, "0")}`;
}

export const spin = labProgram("spin", USAGE, function* (io) {
  let wanted = 0;
  let every = 0;
  let limitNs = 1e9;
  let quiet = false;
  for (let at = 0; at < io.args.length; at++) {
    const word = io.args[at]!;
    if (word === "-q") quiet = true;
    else if (word === "-n") wanted = yield* io.count(io.args[++at]);
    else if (word === "-p") every = yield* io.count(io.args[++at]);
    else limitNs = (yield* io.count(word)) * 1e9;
  }
  if (every === 0) every = wanted > 0 ? Math.floor((wanted + 9) / 10) : 1_000_000;
  const own = function* () {
    const { userNs, systemNs } = yield* io.sys.getrusage("self");
    return userNs + systemNs;
  };
  const startNs = yield* io.sys.clockGettime("monotonic");
  const cpuNs = yield* own();
  let done = 0;
  let next = every;
  let usedNs = 0;
  while (wanted > 0 ? done < wanted : usedNs < limitNs) {
    const batch = Math.min(BATCH, next - done, wanted > 0 ? wanted - done : BATCH);
    yield* io.sys.compute(batch * TURN_INSTRUCTIONS);
    done += batch;
    if (wanted === 0) usedNs = (yield* own()) - cpuNs;
    if (done !== next) continue;
    next += every;
    if (!quiet) yield* io.say(`spin: ${done} iterations`);
  }
  usedNs = (yield* own()) - cpuNs;
  const elapsedNs = (yield* io.sys.clockGettime("monotonic")) - startNs;
  io.put(
    `spin: done, ${done} iterations in ${milliseconds(elapsedNs)} ms, ${milliseconds(usedNs)} ms on the processor\n`,
  );
  return 0;
});
