/** `lab docker --in-guest`: an image of i386 programs in the real guest's own kernel. */
import { GuestError, runInGuest } from "@/app/container/in-guest";
import { DEFAULT_COSTS, DEFAULT_SEED } from "@/app/guest/lab/defaults";
import { createNodeLab } from "@/app/guest/lab/node";
import { plainSpec } from "@/app/sim/runtime/engine/plain-spec";
import { ImageError } from "@/app/sim/runtime/image/errors";
import { readImages } from "@/app/sim/runtime/image/read-image";
import { UsageError } from "../options";
import { asText, printJson } from "../verb";

const COLUMN = "guest";

/** Answers the program's status. @throws UsageError for an image that cannot be used */
export async function inRealGuest(
  archive: Uint8Array,
  name: string,
  command: readonly string[],
  json: boolean,
): Promise<number> {
  try {
    const [image] = readImages(archive, { name });
    if (image === undefined) throw new UsageError(`${name}: no image is in it`);
    const lab = createNodeLab({
      id: "cli",
      seed: DEFAULT_SEED,
      costs: DEFAULT_COSTS,
      columns: [{ id: COLUMN, track: "vm", image: "linux", via: "snapshot" }],
    });
    await lab.boot(COLUMN);
    const result = await runInGuest(
      async (script) => await lab.exec(COLUMN, script, { timeoutNs: 120e9 }),
      image,
      plainSpec(image.references[0] ?? name, command),
    );
    lab.dispose();
    if (json)
      printJson({
        ...asText("stdout", result.stdout),
        ...asText("stderr", result.stderr),
        status: result.status ?? null,
      });
    else {
      process.stdout.write(result.stdout);
      process.stderr.write(result.stderr);
    }
    if (result.status === undefined)
      throw new UsageError("the program did not end within 120 virtual seconds");
    return result.status;
  } catch (error) {
    if (error instanceof ImageError || error instanceof GuestError) throw new UsageError(error.message);
    throw error;
  }
}
