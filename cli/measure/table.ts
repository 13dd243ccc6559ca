/** The committed table as a module: app/sim has no files to read. */
import type { MeasuredTable } from "@/app/sim/kernel/costs/measured-row";

export function tableText({ imageSha256, date, command, rows }: MeasuredTable): string {
  const entries = rows.map((row) => {
    const fields = Object.entries(row).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return `    { ${fields.join(", ")} },`;
  });
  return [
    "// biome-ignore-all format: a table of one row a line, written by a program",
    `/** Instructions counted in the real guest. Written by \`${command}\`; do not edit. */`,
    'import type { MeasuredTable } from "./measured-row";',
    "",
    "export const MEASURED: MeasuredTable = {",
    `  imageSha256: ${JSON.stringify(imageSha256)},`,
    `  date: ${JSON.stringify(date)},`,
    `  command: ${JSON.stringify(command)},`,
    "  rows: [",
    ...entries,
    "  ],",
    "};",
    "",
  ].join("\n");
}
