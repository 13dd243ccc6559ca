/** `lab conformance`: the same scripts in the real and in the simulated kernel, answers held against each other. */
import { readFileSync } from "node:fs";
import { areas, readCorpus, readScript, type Script, sampled } from "../conformance/corpus";
import type { Outcome, World } from "../conformance/outcome";
import { RealWorld, realImageDigest } from "../conformance/real";
import { record } from "../conformance/record";
import { answerOf, readAnswers, stale, writeAnswers } from "../conformance/recorded";
import { asTable, Tally } from "../conformance/report";
import { SimulatedWorld } from "../conformance/simulated";
import { integer, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab conformance [--area A]... [--script area/name.sh]... [--file script.sh]...
                [--recorded] [--sample N [--seed S]] [--json]
lab conformance --record [--area A]... [--script area/name.sh]... [--json]

Runs the scripts of app/sim/kernel/conformance in the real guest and in the simulated kernel, each on a fresh machine, and
compares stdout, stderr and exit status, after the substitutions that a script declares.
  --area, --script   only these, of the corpus
  --file             scripts that are not in the corpus; alone, unless --area or --script is given too
  --recorded         the real guest's answers from answers.json instead of a live guest
  --sample N         only N of the scripts, drawn with --seed (default 1)
  --record           asks the real guest only, twice, and writes answers.json; a script whose two answers differ is refused
With --json: { scripts, equal, different: [{ script, what, line, real, simulated }], byArea, imageSha256, real, wallMs,
realWallMs, simulatedWallMs }.

Exit codes: 0 all equal, 1 a difference, 2 bad usage.`;

interface Selection {
  readonly areas: readonly string[];
  readonly scripts: readonly string[];
  readonly files: readonly string[];
  readonly sample: number;
  readonly seed: number;
}

export const conformance: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      area: { type: "string", multiple: true },
      script: { type: "string", multiple: true },
      file: { type: "string", multiple: true },
      recorded: { type: "boolean" },
      record: { type: "boolean" },
      sample: { type: "string" },
      seed: { type: "string" },
    });
    if (positionals.length > 0)
      throw new UsageError(`"${positionals[0]}": scripts are named with --script or --file`);
    const list = (name: string) => (values[name] as unknown as readonly string[] | undefined) ?? [];
    const scripts = select({
      areas: list("area"),
      scripts: list("script"),
      files: list("file"),
      sample: integer("sample", values.sample, { fallback: 0, min: 1, max: 1e6 }),
      seed: integer("seed", values.seed, { fallback: 1, min: 0, max: 2 ** 31 - 1 }),
    });
    const json = values.json === true;
    if (values.record !== true) return compareAll(scripts, values.recorded === true, json);
    if (values.recorded === true || list("file").length > 0)
      throw new UsageError(
        "--record asks the live guest about scripts of the corpus: no --recorded, no --file",
      );
    return recordAll(scripts, json);
  },
};

/** @throws UsageError naming what does not exist. */
function select({ areas: wantedAreas, scripts: wantedScripts, files, sample, seed }: Selection): Script[] {
  try {
    const corpus = readCorpus();
    const known = areas();
    for (const area of wantedAreas)
      if (!known.includes(area)) throw new RangeError(`--area ${area}: areas are ${known.join(", ")}`);
    const paths = wantedScripts.map((path) => path.replace(/^.*conformance\//, ""));
    for (const path of paths)
      if (!corpus.some((script) => script.path === path))
        throw new RangeError(`--script ${path}: not in the corpus; for a script from elsewhere use --file`);
    const all = wantedAreas.length + paths.length + files.length === 0;
    const chosen = corpus.filter(
      ({ area, path }) => all || wantedAreas.includes(area) || paths.includes(path),
    );
    for (const file of files) chosen.push(readScript(file, "files", readFileSync(file)));
    return sample === 0 ? chosen : sampled(chosen, sample, seed);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function compareAll(scripts: readonly Script[], recorded: boolean, json: boolean): Promise<number> {
  const began = performance.now();
  const imageSha256 = await realImageDigest();
  const simulated = timed(await SimulatedWorld.load());
  const real = recorded ? undefined : timed(await RealWorld.boot());
  const answers = recorded ? usableAnswers(scripts, imageSha256) : {};
  const tally = new Tally();
  for (const script of scripts) {
    const here = real === undefined ? answers[script.path]! : await real.run(script.bytes);
    tally.add(script, here, await simulated.run(script.bytes));
  }
  real?.dispose();
  const report = tally.report({
    imageSha256,
    real: recorded ? "recorded" : "live",
    wallMs: Math.round(performance.now() - began),
    realWallMs: Math.round(real?.wallMs ?? 0),
    simulatedWallMs: Math.round(simulated.wallMs),
  });
  if (json) printJson(report);
  else process.stdout.write(asTable(report));
  return report.different.length === 0 ? 0 : 1;
}

/** @throws UsageError if an answer is missing or belongs to another script or image. */
function usableAnswers(scripts: readonly Script[], imageSha256: string) {
  const answers = readAnswers();
  for (const script of scripts) {
    const why = stale(script, imageSha256, answers[script.path]);
    if (why !== undefined)
      throw new UsageError(
        `${script.path} ${why}; run it live, or record it: lab conformance --record --script ${script.path}`,
      );
  }
  return answers;
}

function timed(world: World) {
  const clock = {
    wallMs: 0,
    async run(script: Uint8Array): Promise<Outcome> {
      const began = performance.now();
      try {
        return await world.run(script);
      } finally {
        clock.wallMs += performance.now() - began;
      }
    },
    dispose: () => world.dispose(),
  };
  return clock;
}

async function recordAll(scripts: readonly Script[], json: boolean): Promise<number> {
  const began = performance.now();
  const imageSha256 = await realImageDigest();
  const inCorpus = new Set(readCorpus().map(({ path }) => path));
  const kept = Object.entries(readAnswers()).filter(([path]) => inCorpus.has(path));
  const answers = Object.fromEntries(kept);
  const refused: { script: string; why: string }[] = [];
  await record(scripts, ({ script, outcome, unsteady }) => {
    if (outcome.status === null) refused.push({ script: script.path, why: "its time ran out" });
    else if (unsteady !== undefined)
      refused.push({
        script: script.path,
        why: `answers differently on another machine: ${unsteady.what}, line ${unsteady.line}: ${JSON.stringify(unsteady.real)}, then ${JSON.stringify(unsteady.simulated)}`,
      });
    else {
      answers[script.path] = answerOf(script, imageSha256, outcome);
      return;
    }
    delete answers[script.path];
  });
  writeAnswers(answers);
  const wallMs = Math.round(performance.now() - began);
  const recorded = scripts.length - refused.length;
  if (json) printJson({ scripts: scripts.length, recorded, refused, imageSha256, wallMs });
  else {
    for (const { script, why } of refused) process.stdout.write(`${script}: refused: ${why}\n`);
    process.stdout.write(`${recorded} of ${scripts.length} recorded in ${(wallMs / 1000).toFixed(1)} s\n`);
  }
  return refused.length === 0 ? 0 : 1;
}
