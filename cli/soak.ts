/** `npm run soak [-- minutes]`: what `npm test` does a few times, done until the time is up. Exit code 1 at the first failure. */
import { type Course, runCourse, WORK_LINES } from "@/app/guest/v86/transparency";
import { SeededRandom } from "@/app/sim/time/random";

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) {
  process.stderr.write("soak [minutes]: how long to go on, a number above 0\n");
  process.exit(2);
}
const MS = 1e6;
const end = performance.now() + minutes * 60_000;
// Other cases each time it is run; the seed that is printed repeats one.
const first = process.argv[3] === undefined ? Date.now() & 0x7fffffff : Number(process.argv[3]);

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
