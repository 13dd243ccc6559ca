/**
 * An experiment as a JSON document: as it is, but that each constant and each source of the model stands there once, by its
 * name. What somebody brings in is hostile: it is read whole or not at all.
 */
import { z } from "zod";
import type { Constant, Figure, Unit } from "../figures/figure";
import type { Parsed } from "../run/parse";
import { type Cell, type Experiment, type ExperimentTable, problemOf } from "./table";

const FORMAT = "triptych experiment 1";
const LONGEST_TEXT = 50_000_000;
const MOST_TABLES = 100;
const MOST_ROWS = 100_000;

export interface ExperimentDocument {
  readonly format: typeof FORMAT;
  readonly constants: Readonly<Record<string, Constant>>;
  /** As in `Experiment`, with `from` of each modelled figure as names of constants. */
  readonly experiment: unknown;
}

export function documentOf(experiment: Experiment): ExperimentDocument {
  const constants: Record<string, Constant> = {};
  const named = (figure: Figure): unknown => {
    const { origin } = figure;
    if (origin.kind !== "modelled") return figure;
    for (const constant of origin.from) constants[constant.id] = constant;
    return { ...figure, origin: { ...origin, from: origin.from.map(({ id }) => id) } };
  };
  const cellOf = (cell: Cell): unknown => ({
    ...cell,
    figure: named(cell.figure),
    ...(cell.parts === undefined
      ? {}
      : { parts: cell.parts.map((part) => ({ ...part, figure: named(part.figure) })) }),
  });
  const tables = experiment.tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      cells: Object.fromEntries(Object.entries(row.cells).map(([id, cell]) => [id, cellOf(cell)])),
    })),
  }));
  return { format: FORMAT, constants, experiment: { ...experiment, tables } };
}

/** All of them, or it does not typecheck. */
const UNITS = {
  ns: true,
  µs: true,
  ms: true,
  instructions: true,
  exits: true,
  pages: true,
  bytes: true,
  "%": true,
  "×": true,
  "ns/instruction": true,
  weight: true,
  "credits/ms": true,
  count: true,
  s: true,
  kB: true,
  "/s": true,
  "thousand/s": true,
  "Mb/s": true,
  "Gb/s": true,
  "MB/s": true,
  "GB/s": true,
  GFLOPS: true,
  GUPS: true,
} as const satisfies Record<Unit, true>;
const unit = z.enum(Object.keys(UNITS) as Unit[]);
const words = z.string().max(2000);
const id = z.string().min(1).max(200);
const share = z.number().min(0).max(1);

const source = z.strictObject({
  title: words,
  authors: words,
  where: words,
  table: words,
  host: words,
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .exactOptional(),
});

const constant = z.strictObject({
  id,
  label: words,
  value: z.number(),
  unit,
  because: words,
  source: source.exactOptional(),
});

/** The schema of a document whose constants are these. */
function experimentSchema(constants: Readonly<Record<string, Constant>>): z.ZodType<Experiment> {
  const from = z
    .array(id)
    .max(1000)
    .transform((ids, context): Constant[] =>
      ids.flatMap((one) => {
        if (Object.hasOwn(constants, one)) return [constants[one]!];
        context.addIssue(`the document has no constant "${one}"`);
        return [];
      }),
    );
  const origin = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("measured"), how: words }),
    z.strictObject({ kind: z.literal("modelled"), how: words, from }),
    z.strictObject({ kind: z.literal("published"), source }),
  ]);
  const figure = z.strictObject({ value: z.number(), unit, origin });
  const cell = z.strictObject({
    figure,
    quantiles: z
      .array(z.strictObject({ share, value: z.number() }))
      .max(100)
      .exactOptional(),
    band: z.strictObject({ low: z.number(), high: z.number(), what: words }).exactOptional(),
    parts: z
      .array(z.strictObject({ id, label: words, figure }))
      .max(100)
      .exactOptional(),
  });
  const scale = z.enum(["linear", "log"]);
  const chart = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("bars"), value: id, scale }),
    z.strictObject({ kind: z.literal("boxes"), value: id, scale }),
    z.strictObject({ kind: z.literal("curves"), x: id, y: id, scales: z.tuple([scale, scale]) }),
    z.strictObject({
      kind: z.literal("groups"),
      values: z.array(id).min(1).max(100),
      scale,
      from: z.number(),
    }),
    z.strictObject({ kind: z.literal("bill"), value: id }),
    z.strictObject({ kind: z.literal("shares"), value: id }),
  ]);
  const row = z.strictObject({
    id,
    label: words,
    series: words.exactOptional(),
    cells: z.record(id, cell),
    missing: z.record(id, words).exactOptional(),
  });
  const table = z
    .strictObject({
      id,
      title: words,
      caption: words,
      charts: z.array(chart).max(20),
      columns: z.array(z.strictObject({ id, label: words, unit })).max(100),
      rows: z.array(row).max(MOST_ROWS),
      handovers: z.array(z.strictObject({ series: words, column: id, at: z.number(), what: words })).max(100),
      notes: z.array(words).max(100),
    })
    .check(({ value, issues }) => {
      const wrong = problemOf(value as ExperimentTable);
      if (wrong !== undefined) issues.push({ code: "custom", message: wrong, input: value });
    });
  return z.strictObject({
    id: z.enum(["startup", "overhead", "density"]),
    inputs: z.record(id, z.union([words, z.number(), z.boolean()])),
    complete: z.boolean(),
    incomplete: words.exactOptional(),
    tables: z.array(table).max(MOST_TABLES),
  });
}

const envelope = z.strictObject({
  format: z.literal(FORMAT),
  constants: z.record(id, constant),
  experiment: z.unknown(),
});

/** The experiment of a JSON text that `documentOf` made, or the first thing that is wrong with it. Never throws. */
export function readExperiment(text: string): Parsed<Experiment> {
  if (text.length > LONGEST_TEXT) return { ok: false, error: `longer than ${LONGEST_TEXT} characters` };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `not a JSON document: ${(error as Error).message}` };
  }
  const outer = envelope.safeParse(document);
  if (!outer.success) return { ok: false, error: firstOf(outer.error) };
  const inner = experimentSchema(outer.data.constants).safeParse(outer.data.experiment);
  return inner.success ? { ok: true, value: inner.data } : { ok: false, error: firstOf(inner.error) };
}

function firstOf({ issues }: z.ZodError): string {
  const issue = issues[0]!;
  return `${issue.path.map(String).join(".") || "the document"}: ${issue.message}`;
}
