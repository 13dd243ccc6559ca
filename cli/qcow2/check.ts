/** `lab qcow2 check` */
import { type CheckResult, checkImage } from "@/app/sim/storage/qcow2/check";
import { oneOf, readOptions } from "../options";
import { printJson } from "../verb";
import { type Command, formatOption, positionalsOf } from "./command";
import { asQcow2, withImage } from "./files";

const usage = "check [-f FORMAT] [-r leaks|all] [--json] FILE";

export const check: Command = {
  name: "check",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      repair: { type: "string", short: "r" },
      output: { type: "string" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const repair = oneOf("r", values.repair, ["none", "leaks", "all"], "none");
    const options = { format: formatOption("f", values.format), alone: true };
    const result = withImage(path!, { ...options, forRepair: repair !== "none" }, ({ image }) =>
      checkImage(asQcow2(image, path!), repair),
    );
    if (values.json || values.output === "json") printJson(checkFields(result, path!));
    else if (!values.quiet) process.stdout.write(asText(result));
    return result.corruptions > 0 || result.leaks > 0 ? 1 : 0;
  },
};

/** Those that qemu-img leaves out when they are 0 are left out here. */
export function checkFields(result: CheckResult, path: string): Record<string, unknown> {
  const optional = {
    "allocated-clusters": result.allocatedClusters,
    "compressed-clusters": result.compressedClusters,
    "fragmented-clusters": result.fragmentedClusters,
    leaks: result.leaks,
    corruptions: result.corruptions,
    "leaks-fixed": result.leaksFixed,
    "corruptions-fixed": result.corruptionsFixed,
  };
  return {
    "image-end-offset": result.imageEndOffset,
    "total-clusters": result.totalClusters,
    "check-errors": 0,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value > 0)),
    filename: path,
    format: "qcow2",
  };
}

function asText(result: CheckResult): string {
  const { leaks, corruptions, leaksFixed, corruptionsFixed, totalClusters, allocatedClusters } = result;
  const fixed = leaksFixed + corruptionsFixed;
  return [
    ...result.described,
    ...(fixed > 0 ? [`set right: ${leaksFixed} leaked clusters, ${corruptionsFixed} errors`] : []),
    leaks + corruptions === 0 ? "no errors" : `${leaks} leaked clusters, ${corruptions} errors`,
    `${allocatedClusters} of ${totalClusters} clusters allocated, ${result.compressedClusters} compressed, ${result.fragmentedClusters} fragmented`,
    `end of the image at ${result.imageEndOffset}`,
    "",
  ].join("\n");
}
