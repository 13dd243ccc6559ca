import { expect, it } from "vitest";
import { readScript } from "./corpus";
import { asTable, Tally } from "./report";

const script = (area: string, name: string) =>
  readScript(`${area}/${name}.sh`, area, new TextEncoder().encode(`# ${name}\n`));
const answer = (stdout: string) => ({ stdout, stderr: "", status: 0 });
const run = {
  imageSha256: "abc".repeat(21).padEnd(64, "0"),
  real: "live",
  wallMs: 1500,
  realWallMs: 1200,
  simulatedWallMs: 300,
} as const;

it("counts by area and names every difference", () => {
  const tally = new Tally();
  tally.add(script("pid", "one"), answer("1\n"), answer("1\n"));
  tally.add(script("pid", "two"), answer("1\n2\n"), answer("1\n3\n"));
  tally.add(script("uts", "three"), answer(""), answer(""));
  const report = tally.report(run);
  expect(report).toMatchObject({
    scripts: 3,
    equal: 2,
    different: [{ script: "pid/two.sh", what: "stdout", line: 2, real: "2\n", simulated: "3\n" }],
    byArea: { pid: { scripts: 2, equal: 1 }, uts: { scripts: 1, equal: 1 } },
  });
  const table = asTable(report);
  expect(table).toContain('pid/two.sh: stdout, line 2\n  real       "2\\n"\n  simulated  "3\\n"\n');
  expect(table).toMatch(/^pid +2 +1$/m);
  expect(table).toMatch(/^all +3 +2$/m);
  expect(table).toContain("live, image abcabcabcabc; 1.5 s (real 1.2, simulated 0.3)");
});
