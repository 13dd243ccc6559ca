/** Lists of things: tables with headings, a line for each by a template, or JSON. */

import { CliError } from "../context";
import type { Flags } from "../grammar/parse-flags";
import { compileTemplate, type Template, TemplateError } from "../template/template";
import type { Struct, Value } from "../template/values";
import { alignColumns } from "./table";

export interface ListKind {
  /** The rows' type in Go, for errors: "*formatter.ContainerContext". */
  readonly type: string;
  /** Template of the table that is printed without --format, or with "table". */
  readonly table: string;
  readonly headings: Readonly<Record<string, string>>;
  /** What --quiet prints of each. */
  readonly quiet: string;
  /** Template of "raw", where there is one. */
  readonly raw?: string;
}

export type Row = Struct;

const withErrors = <T>(prefix: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    if (error instanceof TemplateError) throw new CliError(`${prefix}: ${error.message}`);
    throw error;
  }
};

const compiled = (source: string): Template =>
  withErrors("failed to parse template", () => compileTemplate(source));

/** A column made by a method is headed by the last part of its argument. */
const methodHeading = ([argument]: readonly Value[]): string =>
  (
    String(argument ?? "")
      .split(".")
      .at(-1) ?? ""
  ).replace(/[-_]/g, " ");

/** Fields by name, as Go's JSON has them. */
const sorted = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

/** @param format what --format says; "" without */
export function listing(kind: ListKind, rows: readonly Row[], format: string, quiet: boolean): string {
  let source = format;
  let isTable = false;
  if (format === "" || format === "table") {
    isTable = !quiet;
    source = quiet ? kind.quiet : kind.table;
  } else if (/^table[ \t]/.test(format)) {
    isTable = !quiet;
    source = quiet ? kind.quiet : format.slice(5).trim();
  } else if (format === "json") source = "{{json .}}";
  else if (format === "raw" && kind.raw !== undefined) source = quiet ? `id: ${kind.quiet}` : kind.raw;
  const template = compiled(source.replaceAll("\\t", "\t").replaceAll("\\n", "\n"));
  const lines = rows.map((row) =>
    withErrors("failed to execute template", () => template.run(sorted(row), { type: kind.type })),
  );
  if (!isTable) return lines.map((line) => `${line}\n`).join("");
  return alignColumns([headingLine(kind, template), ...lines]);
}

const HEADING_METHODS: Row = { Label: methodHeading };

function headingLine(kind: ListKind, template: Template): string {
  const names: Row = { ...kind.headings, ...HEADING_METHODS };
  return withErrors("failed to execute template", () =>
    template.run(names, { type: kind.type, heading: true }),
  );
}

export const formatFlags = (flags: Flags): readonly [format: string, quiet: boolean] => [
  flags.text("format"),
  flags.on("quiet"),
];
