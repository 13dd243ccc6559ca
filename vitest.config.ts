import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Pure modules keep no state from one file to the next: their tests share a process, and load the big kernel once. */
const PURE = [
  "app/sim/**/*.test.ts",
  "app/labs/**/*.test.ts",
  "app/lessons/**/*.test.ts",
  "app/ui/**/*.test.ts",
];

/** The files with a process of their own first: a shared process goes on only for as long as its files follow one another. */
class SharedLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const shares = ({ project }: TestSpecification) => project.config.isolate === false;
    return [...sorted.filter((file) => !shares(file)), ...sorted.filter(shares)];
  }
}

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: SharedLast },
    projects: [
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: "own process",
          include: [
            "app/**/*.test.ts",
            "cli/**/*.test.ts",
            "content/**/*.test.ts",
            "guests/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: PURE,
        },
      },
    ],
  },
});
