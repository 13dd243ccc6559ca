/** HEALTHCHECK. */
import { DockerfileError } from "./dockerfile-error";
import { parseDurationNs } from "./duration";
import { commandLine } from "./forms";
import type { HealthcheckParts } from "./instructions";
import type { Statement } from "./parse-instruction";

const DURATIONS = ["interval", "timeout", "start-period", "start-interval"];
/** Docker's shortest interval. */
const MIN_NS = 1e6;

export function parseHealthcheck({ flags, text, line }: Statement): HealthcheckParts {
  const times = new Map<string, number>();
  let retries = 0;
  for (const { name, value = "" } of flags) {
    if (name === "retries") {
      retries = /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
      if (retries < 1) throw new DockerfileError(line, `--retries must be at least 1 (not ${value})`);
      continue;
    }
    if (!DURATIONS.includes(name)) throw new DockerfileError(line, `unknown flag: --${name}`);
    const ns = parseDurationNs(value);
    if (ns === undefined)
      throw new DockerfileError(
        line,
        `time: invalid duration ${JSON.stringify(value)}`,
        "such as 30s or 1m30s",
      );
    if (ns > 0 && ns < MIN_NS) throw new DockerfileError(line, `Interval "${name}" cannot be less than 1ms`);
    times.set(name, ns);
  }
  const type = /^\S*/.exec(text)![0];
  const rest = text.slice(type.length).trim();
  if (type === "") throw new DockerfileError(line, "HEALTHCHECK requires at least one argument");
  const parts = {
    intervalNs: times.get("interval") ?? 0,
    timeoutNs: times.get("timeout") ?? 0,
    startPeriodNs: times.get("start-period") ?? 0,
    startIntervalNs: times.get("start-interval") ?? 0,
    retries,
  };
  if (type.toUpperCase() === "NONE") {
    if (rest !== "") throw new DockerfileError(line, "HEALTHCHECK NONE takes no arguments");
    return { test: "none", ...parts };
  }
  if (type.toUpperCase() !== "CMD") {
    throw new DockerfileError(line, `Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`);
  }
  if (rest === "") throw new DockerfileError(line, "Missing command after HEALTHCHECK CMD");
  return { test: commandLine(rest, line), ...parts };
}
