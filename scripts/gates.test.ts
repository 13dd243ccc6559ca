/** Plants a violation of each rule that keeps app/sim pure, and sees its gate fail. */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Violation {
  readonly of: string;
  readonly file: string;
  readonly text: string;
  readonly message: RegExp;
}

const FOR_THE_COMPILER: readonly Violation[] = [
  {
    of: "the DOM",
    file: "planted-dom.ts",
    text: "export const title = () => document.title;\n",
    message: /document/,
  },
  {
    of: "Node",
    file: "planted-node.ts",
    text: 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
    message: /node:fs/,
  },
  {
    of: "a timer",
    file: "planted-timer.ts",
    text: "export const later = () => setTimeout(() => {}, 1);\n",
    message: /setTimeout/,
  },
];

const FOR_THE_LINTER: readonly Violation[] = [
  {
    of: "the wall clock",
    file: "planted-clock.ts",
    text: "export const now = () => Date.now();\n",
    message: /takes time and randomness as arguments/,
  },
  {
    of: "unseeded randomness",
    file: "planted-random.ts",
    text: "export const roll = () => Math.random();\n",
    message: /takes time and randomness as arguments/,
  },
  {
    of: "React",
    file: "planted-react.ts",
    text: 'import { useState } from "react";\n\nexport const use = useState;\n',
    message: /imports nothing but app\/sim/,
  },
  {
    of: "the guest adapter",
    file: "planted-guest.ts",
    text: 'import { toMs } from "@/app/guest/v86/boot";\n\nexport const ms = toMs;\n',
    message: /imports nothing but app\/sim/,
  },
  {
    of: "an import cycle",
    file: "planted-a.ts",
    text: 'import { b } from "./planted-b";\n\nexport const a = () => b;\n',
    message: /cycle/i,
  },
  {
    of: "the other end of the cycle",
    file: "planted-b.ts",
    text: 'import { a } from "./planted-a";\n\nexport const b = () => a;\n',
    message: /cycle/i,
  },
];

const path = ({ file }: Violation) => `app/sim/${file}`;
const remove = (violations: readonly Violation[]) => {
  for (const violation of violations) rmSync(`${root}${path(violation)}`, { force: true });
};

/** The errors that the gate finds, one a line; every violation is planted before it runs once. */
function errors(violations: readonly Violation[], ...command: string[]): string[] {
  for (const violation of violations) writeFileSync(`${root}${path(violation)}`, violation.text);
  const { stdout } = spawnSync("npx", command, { cwd: root, encoding: "utf8" });
  remove(violations);
  return stdout.split("\n").filter((line) => /^::error |: error TS/.test(line));
}

describe.each([
  ["compiler", FOR_THE_COMPILER, ["tsc", "-p", "app/sim", "--pretty", "false"]],
  ["linter", FOR_THE_LINTER, ["biome", "check", "--reporter=github", ...FOR_THE_LINTER.map(path)]],
] as const)("app/sim stays pure: the %s", (_gate, violations, command) => {
  let found: readonly string[] = [];
  beforeAll(() => {
    found = errors(violations, ...command);
  });
  afterAll(() => remove(violations));

  it.each(violations)("refuses $of", (violation) => {
    const ofFile = found.filter((line) => line.includes(path(violation)));
    expect(ofFile.join("\n")).toMatch(violation.message);
  });
});
