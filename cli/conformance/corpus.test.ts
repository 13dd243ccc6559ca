import { describe, expect, it } from "vitest";
import { readCorpus, readScript, sampled } from "./corpus";
import { realImageDigest } from "./real";
import { answerOf, readAnswers, stale } from "./recorded";

const corpus = readCorpus();
const text = (script: { bytes: Uint8Array }) => new TextDecoder().decode(script.bytes);
const made = (source: string) => readScript("x.sh", "x", new TextEncoder().encode(source));

describe("the corpus", () => {
  it("has at least 330 scripts, in the areas that are promised", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(330);
    const found = new Set(corpus.map(({ area }) => area));
    for (const area of ["pid", "mnt", "uts", "ipc", "net", "user", "cgroup-ns", "time", "overlay", "mounts"])
      expect(found).toContain(area);
  });

  it("every script says what it shows, in its first line, and no two are the same", () => {
    for (const script of corpus) expect(text(script), script.path).toMatch(/^# \S.{9,}\n/);
    expect(new Set(corpus.map(({ sha256 }) => sha256)).size).toBe(corpus.length);
  });

  it("every script has a recorded answer of this guest image, and there are no others", async () => {
    const image = await realImageDigest();
    const answers = readAnswers();
    const reasons = corpus.flatMap((script) => {
      const why = stale(script, image, answers[script.path]);
      return why === undefined ? [] : [`${script.path} ${why}`];
    });
    expect(reasons).toEqual([]);
    expect(Object.keys(answers)).toEqual(corpus.map(({ path }) => path).sort());
  });

  it("every answer says something, and none is only about a missing program", () => {
    for (const [path, { stdout, stderr, status }] of Object.entries(readAnswers())) {
      expect(stdout + stderr, path).not.toBe("");
      expect(status, path).not.toBe(null);
      if (stdout === "") expect(stderr, path).not.toMatch(/^[^\n]*: not found\n$/);
    }
  });
});

it("reads the substitutions from the header only", () => {
  expect(made("# shows\n# substitute: mac, inode pid\necho\n").substitutions).toEqual([
    "mac",
    "inode",
    "pid",
  ]);
  expect(made("# shows\necho\n# substitute: mac\n").substitutions).toEqual([]);
  expect(() => made("# substitute: anything\n")).toThrow(/x\.sh: there is no substitution "anything"/);
  expect(() => readScript("x.sh", "x", Uint8Array.of(0xff))).toThrow(/not UTF-8/);
});

it("says why a recorded answer cannot be used", () => {
  const script = made("# shows\n");
  const answer = answerOf(script, "image", { stdout: "", stderr: "", status: 0, virtualMs: 1 });
  expect(stale(script, "image", answer)).toBeUndefined();
  expect(stale(script, "another", answer)).toMatch(/another guest image/);
  expect(stale(made("# changed\n"), "image", answer)).toMatch(/has changed/);
  expect(stale(script, "image", undefined)).toMatch(/no recorded answer/);
});

it("draws the same sample for the same seed, in the corpus's order", () => {
  const some = sampled(corpus, 10, 7);
  expect(some).toHaveLength(10);
  expect(sampled(corpus, 10, 7)).toEqual(some);
  expect(some.map((script) => corpus.indexOf(script))).toEqual(
    some.map((script) => corpus.indexOf(script)).sort((a, b) => a - b),
  );
  expect(sampled(corpus, 10, 8)).not.toEqual(some);
  expect(sampled(corpus, 1e6, 1)).toEqual(corpus);
});
