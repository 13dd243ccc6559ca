/**
 * What `npm test` does a few times, done until the time is up. Exit code 1 at the first failure.
 *
 *     npm run soak [-- minutes [first seed]]                real guests moved while they run must not notice
 *     npm run soak -- minutes conformance [first seed]      generated scripts answer alike in the real guest and the simulated kernel
 *     npm run soak -- minutes qcow2 [first seed]            generated disk images are the same to QEMU's tools and to ours
 *     npm run soak -- minutes chain [first seed]            guests on layers that are made first measure the same each time
 *     npm run soak -- minutes pingpong [first seed]         neighbours talk over each path: the same messages, the same run
 *     npm run soak -- minutes tests                         the property tests of app, with other cases each time
 */
import { type Course, runCourse, WORK_LINES } from "@/app/guest/v86/transparency";
import { SeededRandom } from "@/app/sim/time/random";
import { callLab } from "./calls";
import { seedsFrom, soakGenerated } from "./conformance/generated/soak";
import { soakPingPong } from "./pingpong-soak";
import { soakProperties } from "./properties-soak";
import { performCases } from "./qcow2/oracle/perform";

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) {
  process.stderr.write(
    "soak [minutes] [conformance | qcow2 | chain | pingpong | tests] [first seed]: how long to go on, a number above 0\n",
  );
  process.exit(2);
}
const MS = 1e6;
const end = performance.now() + minutes * 60_000;
// Other cases each time it is run; the seed that is printed repeats one.
const conformance = process.argv[3] === "conformance";
const qcow2 = process.argv[3] === "qcow2";
const pingpong = process.argv[3] === "pingpong";
const chain = process.argv[3] === "chain";
const given = process.argv[conformance || qcow2 || pingpong || chain ? 4 : 3];
const first = given === undefined ? Date.now() & 0x7fffffff : Number(given);

if (qcow2) {
  const found = await performCases(
    first,
    () => performance.now() < end,
    (seed) => process.stdout.write(`seed ${seed}: equal\n`),
  );
  for (const difference of found) process.stderr.write(`${difference}\n`);
  process.exit(found.length > 0 ? 1 : 0);
}

if (pingpong) {
  const difference = await soakPingPong(
    first,
    () => performance.now() < end,
    (what) => process.stdout.write(`${what}: equal\n`),
  );
  if (difference !== undefined) process.stderr.write(`${difference}\n`);
  process.exit(difference === undefined ? 0 : 1);
}

if (process.argv[3] === "tests") process.exit(soakProperties(() => performance.now() < end) ? 0 : 1);

if (chain) {
  for (let seed = first; performance.now() < end; seed++) {
    const args = ["chain", "--guests", "3", "--upgrade", "--json", "--seed", String(seed)];
    const [once, again] = [await callLab(args), await callLab(args)];
    if (once.status !== 0 || once.stdout !== again.stdout) {
      process.stderr.write(
        `seed ${seed}: lab ${args.join(" ")}\n${once.stderr}${once.stdout}${again.stdout}`,
      );
      process.exit(1);
    }
    process.stdout.write(`seed ${seed}: equal\n`);
  }
  process.exit(0);
}

if (conformance) {
  const differing = await soakGenerated(
    seedsFrom(first),
    () => performance.now() < end,
    (kind, seed) => process.stdout.write(`${kind} seed ${seed}: equal\n`),
  );
  if (differing !== undefined) {
    const { kind, seed, difference } = differing;
    process.stderr.write(
      `${kind} seed ${seed}: ${difference.what}, line ${difference.line}\n  real      ${JSON.stringify(difference.real)}\n  simulated ${JSON.stringify(difference.simulated)}\n`,
    );
    process.exit(1);
  }
  process.exit(0);
}

for (let seed = first, done = 0; performance.now() < end; seed++, done++) {
  const random = SeededRandom.fromSeed(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.fraction() * from.length)]!;
  const lines = Array.from({ length: 8 }, (_, i) => ({
    atNs: Math.floor((i + random.fraction()) * 50 * MS),
    text: pick(WORK_LINES),
  }));
  const course: Course = {
    track: pick(["vm", "pv"]),
    via: pick(["direct", "snapshot"]),
    seed,
    lines,
    untilNs: 500 * MS,
  };
  const cuts = Array.from({ length: 1 + Math.floor(random.fraction() * 5) }, () =>
    Math.floor(random.fraction() * course.untilNs),
  );
  const [alone, moved] = [await runCourse(course, []), await runCourse(course, cuts)];
  if (alone !== moved) {
    process.stderr.write(
      `seed ${seed}: a ${course.track} guest via ${course.via}, moved at ${cuts.join(", ")} ns, ended differently\n${alone}\n${moved}\n`,
    );
    process.exit(1);
  }
  process.stdout.write(
    `${done + 1}: seed ${seed}, ${course.track} via ${course.via}, ${cuts.length} moves: equal\n`,
  );
}
process.exit(0);
