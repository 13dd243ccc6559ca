/** Plants a violation of each rule that keeps app/sim pure, and sees its gate fail. */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const planted: string[] = [];

function plant(name: string, text: string): string {
  const path = `${root}app/sim/${name}`;
  writeFileSync(path, text);
  planted.push(path);
  return path;
}

afterEach(() => {
  for (const path of planted.splice(0)) rmSync(path, { force: true });
});

function run(...command: string[]): { failed: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync("npx", command, { cwd: root, encoding: "utf8" });
  return { failed: status !== 0, output: stdout + stderr };
}

describe("app/sim stays pure", () => {
  it.each([
    ["the DOM", "export const title = () => document.title;\n", /document/],
    ["Node", 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n', /node:fs/],
    ["a timer", "export const later = () => setTimeout(() => {}, 1);\n", /setTimeout/],
  ])("the compiler refuses %s", (_what, text, message) => {
    plant("planted-violation.ts", text);
    const { failed, output } = run("tsc", "-p", "app/sim");
    expect(failed).toBe(true);
    expect(output).toMatch(message);
  });

  it.each([
    ["the wall clock", "export const now = () => Date.now();\n", /takes time and randomness as arguments/],
    [
      "unseeded randomness",
      "export const roll = () => Math.random();\n",
      /takes time and randomness as arguments/,
    ],
    [
      "React",
      'import { useState } from "react";\n\nexport const use = useState;\n',
      /imports nothing but app\/sim/,
    ],
    [
      "the guest adapter",
      'import { toMs } from "@/app/guest/v86/boot";\n\nexport const ms = toMs;\n',
      /imports nothing but app\/sim/,
    ],
  ])("the linter refuses %s", (_what, text, message) => {
    const path = plant("planted-violation.ts", text);
    const { failed, output } = run("biome", "check", path);
    expect(failed).toBe(true);
    expect(output).toMatch(message);
  });

  it("the linter refuses an import cycle", () => {
    plant("planted-a.ts", 'import { b } from "./planted-b";\n\nexport const a = () => b;\n');
    const path = plant("planted-b.ts", 'import { a } from "./planted-a";\n\nexport const b = () => a;\n');
    const { failed, output } = run("biome", "check", path);
    expect(failed).toBe(true);
    expect(output).toMatch(/cycle/i);
  });
});
