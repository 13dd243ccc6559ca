/** One image seen by QEMU's tools and by ours: everything that is told about it must be equal, field by field. */
import { isDeepStrictEqual } from "node:util";
import { mapOf } from "@/app/sim/storage/chain";
import { firstDifference } from "@/app/sim/storage/copy";
import { checkImage } from "@/app/sim/storage/qcow2/check";
import { checkFields } from "../check";
import { asQcow2, openImage, withImage } from "../files";
import { infoOf } from "../info";
import { rowsOf } from "../map";
import { json, tool } from "./tools";

const difference = (what: string, theirs: unknown, ours: unknown): string[] => {
  // Through JSON, as a reader of either would see it.
  const plain = JSON.parse(JSON.stringify(ours));
  return isDeepStrictEqual(theirs, plain)
    ? []
    : [`${what}: QEMU says ${JSON.stringify(theirs)}, ours ${JSON.stringify(plain)}`];
};

/**
 * What differs between theirs and ours, for a qcow2 image with its layers.
 * @param raw a raw file with what the disk must read as
 * @param rawBy who made it: what QEMU read out of the image itself is not compared with the image by QEMU again
 * @param allowed how qemu-img check may end: 0 clean, 2 corrupt, 3 with leaks
 */
export async function differences(
  path: string,
  raw: string,
  rawBy: "ours" | "theirs",
  allowed: readonly number[],
): Promise<{ readonly found: string[]; readonly clean: boolean }> {
  const output = "--output=json";
  const [compared, check, info, map] = await Promise.all([
    rawBy === "ours" ? tool("qemu-img", ["compare", "-f", "qcow2", "-F", "raw", path, raw]) : undefined,
    tool("qemu-img", ["check", output, "-f", "qcow2", path]),
    json(["info", output, "-f", "qcow2", path]),
    json(["map", output, "-f", "qcow2", path]),
  ]);
  const found: string[] = [];
  if (compared !== undefined && compared.status !== 0)
    found.push(`qemu-img compare: ${compared.stdout}${compared.stderr}`);
  const clean = check.status === 0;
  if (!allowed.includes(check.status)) found.push(`qemu-img check: ${check.stdout}${check.stderr}`);
  const alone = openImage(path, { format: "qcow2", alone: true });
  try {
    const ours = checkFields(checkImage(asQcow2(alone.image, path)), path);
    found.push(...difference("check", JSON.parse(check.stdout), ours));
    found.push(...difference("info", info, infoOf(alone, path)));
  } finally {
    alone.close();
  }
  withImage(path, { format: "qcow2" }, ({ image }) => {
    found.push(...difference("map", map, [...rowsOf(mapOf(image))]));
    withImage(raw, { format: "raw" }, ({ image: other }) => {
      const place = firstDifference(image, other);
      if (place !== undefined) found.push(`ours reads other bytes from ${place} on`);
    });
  });
  return { found, clean };
}
