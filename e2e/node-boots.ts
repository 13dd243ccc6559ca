/** Prints what `lab boot` counts with each of the lists of options that it is given as JSON, one after the other. */
import { callLab } from "../cli/calls";

const counted: unknown[] = [];
for (const options of JSON.parse(process.argv[2]!) as readonly string[][]) {
  const { stdout, stderr, status } = await callLab(["boot", "--json", ...options]);
  if (status !== 0) throw new Error(stderr);
  counted.push(JSON.parse(stdout));
}
process.stdout.write(JSON.stringify(counted));
