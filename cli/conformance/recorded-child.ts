/** Runs in a process of its own, from one bundled file: cases come on standard input, their differences go to standard output. */
import { readFileSync } from "node:fs";
import { runScript } from "@/app/container/run-script";
import { type Case, differences } from "./recorded-run";

const cases = JSON.parse(readFileSync(0, "utf8")) as readonly Case[];
process.stdout.write(JSON.stringify(differences(cases, runScript)));
