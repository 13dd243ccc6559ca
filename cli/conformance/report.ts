/** The result of a run over many scripts: as a document, and as a table for people. */
import { compare, type Difference } from "./compare";
import type { Script } from "./corpus";
import type { Outcome } from "./outcome";

export interface Report {
  readonly scripts: number;
  readonly equal: number;
  readonly different: readonly (Difference & { readonly script: string })[];
  readonly byArea: Readonly<Record<string, { readonly scripts: number; readonly equal: number }>>;
  readonly imageSha256: string;
  readonly real: "live" | "recorded";
  /** Wall time of the whole run, and the share of each world in it. */
  readonly wallMs: number;
  readonly realWallMs: number;
  readonly simulatedWallMs: number;
}

type Answer = Pick<Outcome, "stdout" | "stderr" | "status">;

export class Tally {
  private readonly different: (Difference & { script: string })[] = [];
  private readonly byArea: Record<string, { scripts: number; equal: number }> = {};

  add(script: Script, real: Answer, simulated: Answer): void {
    this.byArea[script.area] ??= { scripts: 0, equal: 0 };
    const area = this.byArea[script.area]!;
    area.scripts++;
    const difference = compare(real, simulated, script.substitutions);
    if (difference === undefined) area.equal++;
    else this.different.push({ script: script.path, ...difference });
  }

  report(run: Pick<Report, "imageSha256" | "real" | "wallMs" | "realWallMs" | "simulatedWallMs">): Report {
    const areas = Object.values(this.byArea);
    const scripts = areas.reduce((sum, area) => sum + area.scripts, 0);
    const equal = areas.reduce((sum, area) => sum + area.equal, 0);
    return { scripts, equal, different: this.different, byArea: this.byArea, ...run };
  }
}

export function asTable(report: Report): string {
  const width = Math.max(5, ...Object.keys(report.byArea).map((area) => area.length)) + 2;
  const row = (name: string, { scripts, equal }: { scripts: number; equal: number }) =>
    `${name.padEnd(width)}${String(scripts).padStart(7)}${String(equal).padStart(7)}`;
  const rows = Object.entries(report.byArea).map(([area, counts]) => row(area, counts));
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  return `${[
    ...report.different.map(describe),
    `${"area".padEnd(width)}scripts  equal`,
    ...rows,
    row("all", report),
    `real guest: ${report.real}, image ${report.imageSha256.slice(0, 12)}; ${seconds(report.wallMs)} s (real ${seconds(report.realWallMs)}, simulated ${seconds(report.simulatedWallMs)})`,
  ].join("\n")}\n`;
}

function describe({ script, what, line, real, simulated }: Report["different"][number]): string {
  const where = what === "status" ? "status" : `${what}, line ${line}`;
  const shown = (text: string | null) => (text === null ? "(nothing more)" : JSON.stringify(text));
  return `${script}: ${where}\n  real       ${shown(real)}\n  simulated  ${shown(simulated)}`;
}
