import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Pure modules: their tests load the big kernel once for each process. */
const PURE = [
  "app/sim/**/*.test.ts",
  "app/labs/**/*.test.ts",
  "app/lessons/**/*.test.ts",
  "app/ui/**/*.test.ts",
];

/** They replace a module (vi.mock), which is too late where another file has loaded it. */
const OWN_PROCESS = ["cli/verbs/checks.test.ts", "cli/verbs/calibrate.test.ts"];

/** What takes longest, longest first: begun at once, so that a process which is done early has short files left to go on with. */
const LONG = [
  "content/solvable-columns",
  "content/solvable",
  "cli/lab",
  "cli/qcow2/oracle/oracle",
  "app/guest/host/shares",
  "app/guest/host/lab",
  "app/guest/chain/chain",
  "app/guest/v86/machine",
  "app/guest/v86/transparency",
  "app/guest/v86/disk/disk",
  "cli/verbs/merge",
  "app/guest/hosted",
  "cli/conformance/all-equal",
  "app/guest/net/neighbour",
  "cli/net",
  "cli/verbs/io",
  "app/guest/host/merging/measure",
  "app/guest/host/kernel-agrees",
  "scripts/gates",
  "cli/run",
  "app/guest/net/lab",
  "guests/linux",
  "cli/conformance/generated/generated",
].map((file) => `/${file}.test.ts`);

/** The long files first, and each project's together: a process goes on only for as long as its project's files follow one another. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = LONG.findIndex((end) => moduleId.endsWith(end));
      return place === -1 ? LONG.length + ["guests", "pure", "own process"].indexOf(project.name) : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    // A file leaves nothing to the next one in its process, and loading everything anew takes longer than most of them.
    isolate: false,
    // For what never ends, not for what is slow: a guest is interpreted, on a machine that may be busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    sequence: { sequencer: LongFirst },
    projects: [
      { extends: true, test: { name: "pure", include: PURE } },
      {
        extends: true,
        test: {
          name: "guests",
          include: [
            "app/**/*.test.ts",
            "cli/**/*.test.ts",
            "content/**/*.test.ts",
            "guests/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: [...PURE, ...OWN_PROCESS],
        },
      },
      { extends: true, test: { name: "own process", include: OWN_PROCESS, isolate: true } },
    ],
  },
});
