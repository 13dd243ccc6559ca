/**
 * A fresh process that makes the density experiment as the page's worker does; bundled by ../experiments.ts.
 * Prints one JSON line: wall time, ms, and how much the process grew for it, MiB.
 */
import { densityPlan } from "@/app/sim/experiments/density/density";
import { DENSITY_DEFAULTS } from "@/app/sim/experiments/density/inputs";
import { finish } from "@/app/sim/experiments/plan";
import { RECORDED } from "@/app/sim/experiments/recorded";

const KIB_IN_MIB = 1024;

const before = process.resourceUsage().maxRSS;
const began = performance.now();
const { tables } = finish(densityPlan(DENSITY_DEFAULTS, RECORDED));
const wallMs = performance.now() - began;
const grownMiB = (process.resourceUsage().maxRSS - before) / KIB_IN_MIB;
process.stdout.write(`${JSON.stringify({ wallMs, grownMiB, tables: tables.length })}\n`);
