/** `lab together`: the page's table, from the command line. */
import { afterEach, expect, it, vi } from "vitest";
import { nsPerInstruction } from "@/app/sim/figures/host";
import type { LabRun } from "@/app/sim/run/record";
import { togetherTable } from "@/app/sim/together/table";
import { startTogether } from "@/app/sim/together/together";
import { main } from "../main";

const written = { stdout: "", stderr: "" };

async function lab(...args: string[]): Promise<number> {
  for (const stream of ["stdout", "stderr"] as const) {
    written[stream] = "";
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
  }
  return main(args);
}

afterEach(() => void vi.restoreAllMocks());

it("answers from the record what the workbench's own function makes of it", async () => {
  expect(await lab("together", "--via", "snapshot", "--weights", "pv=300", "--json")).toBe(0);
  const { record, columns, cores, finding } = JSON.parse(written.stdout) as {
    record: LabRun;
    cores: number;
    finding: string;
    columns: { column: string; promptNs: number; weight: number; waitedNs: number }[];
  };
  expect(cores).toBe(1);
  expect(columns.map(({ column, weight }) => [column, weight])).toEqual([
    ["vm", 100],
    ["container", 100],
    ["pv", 300],
  ]);
  expect(Math.max(...columns.map(({ waitedNs }) => waitedNs))).toBeGreaterThan(0);
  const startOf = (track: string) =>
    track === "container" ? record.starts![0]! : record.boots.find((boot) => boot.track === track)!;
  const contenders = [
    { column: "vm", name: "VM", start: startOf("vm") },
    { column: "container", name: "Container", start: startOf("container") },
    { column: "pv", name: "PV", start: startOf("pv") },
  ];
  const again = startTogether(contenders, { cores: 1, weights: { pv: 300 } }, nsPerInstruction.value);
  expect(again.rows.map(({ promptNs }) => promptNs)).toEqual(columns.map(({ promptNs }) => promptNs));
  expect(togetherTable(again).title).toBe(finding);
});

it.each([
  [["--cores", "3"], "--cores 3: allowed are 1, 2, 4"],
  [["--weights", "vm=0"], "--weights vm=0"],
  [["--weights", "box=100"], "--weights box=100: vm, container, pv"],
  [["--json", "--csv"], "one of the two"],
])("refuses %j and says what is allowed", async (options, said) => {
  expect(await lab("together", ...options)).toBe(2);
  expect(written.stderr).toContain(said);
});
