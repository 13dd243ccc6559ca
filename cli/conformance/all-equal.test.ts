/** Every script of the corpus on the simulated kernel, against what the real guest answered. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { readCorpus } from "./corpus";
import { KNOWN_DIFFERENCES } from "./known-differences";
import { readAnswers } from "./recorded";
import type { Case, Differing } from "./recorded-run";

const LIMIT_MS = 300_000;

/** From one bundled file, as the page has it: run from sources, every imported constant is a call. */
async function differing(cases: readonly Case[]): Promise<readonly Differing[]> {
  const folder = mkdtempSync(join(tmpdir(), "triptych-conformance-"));
  try {
    const outfile = join(folder, "child.mjs");
    await build({
      entryPoints: [fileURLToPath(new URL("recorded-child.ts", import.meta.url))],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
    });
    const { stdout, stderr, status } = spawnSync("node", [outfile], {
      input: JSON.stringify(cases),
      encoding: "utf8",
      maxBuffer: 1 << 28,
      timeout: LIMIT_MS,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as readonly Differing[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the simulated kernel", () => {
  it(
    "answers every script as the real one did, but for the differences that are explained",
    async () => {
      const answers = readAnswers();
      const cases = readCorpus().map(({ path, bytes, substitutions }) => ({
        path,
        source: Buffer.from(bytes).toString("latin1"),
        substitutions,
        answer: answers[path]!,
      }));
      expect(cases.length).toBeGreaterThanOrEqual(300);
      const found = await differing(cases);
      const unexplained = found.filter(({ script }) => KNOWN_DIFFERENCES[script] === undefined);
      expect(unexplained).toEqual([]);
      const gone = Object.keys(KNOWN_DIFFERENCES).filter(
        (path) => !found.some(({ script }) => script === path),
      );
      expect(gone, "no longer differ: take them off the list").toEqual([]);
    },
    LIMIT_MS,
  );
});
