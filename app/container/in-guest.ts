/** Runs a container of a real image in the real guest: its layers are carried over in pieces, then the plan as a script. */
import { bytesOf, textOf } from "@/app/sim/kernel/fs/contract";
import type { ContainerSpec } from "@/app/sim/runtime/engine/contract";
import { GUEST_ROOT, guestScript } from "@/app/sim/runtime/guest/guest-script";
import { guestLayers } from "@/app/sim/runtime/guest/layers";
import type { Image } from "@/app/sim/runtime/image/image";

export interface GuestResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** undefined if the script did not end in time. */
  readonly status: number | undefined;
}

/** Runs a script in the guest; a byte string. */
export type GuestExec = (script: string) => Promise<GuestResult>;

/** The agent takes requests of 64 KiB; base64 and the lines around it need some of that. */
const PIECE_BYTES = 42_000;

export class GuestError extends Error {
  override readonly name = "GuestError";
}

/** A container's run in the guest as scripts, so that who has the image and who has the guest may be two workers. */
export interface GuestPlan {
  /** One after the other; each must succeed. They carry the layers over. */
  readonly prepare: readonly string[];
  /** Its output and status are the program's. */
  readonly run: string;
  /** Afterwards, whatever happened. */
  readonly clean: string;
}

/** @throws StartFailure for an unknown user */
export function guestPlan(image: Image, spec: ContainerSpec): GuestPlan {
  const folder = `${GUEST_ROOT}/layers`;
  const layers = guestLayers(image);
  const layerPaths = layers.map((_, i) => `${folder}/${i}.tar`);
  const path = `${folder}/script`;
  return {
    prepare: [
      `rm -rf ${folder}; mkdir -p ${folder}`,
      ...layers.flatMap(({ tar }, i) => carried(tar, layerPaths[i]!)),
      ...carried(bytesOf(guestScript(image, spec, layerPaths)), path),
    ],
    run: `. ${path}`,
    clean: `rm -rf ${folder}`,
  };
}

/** @throws GuestError if a layer cannot be carried over */
export async function carryOut(plan: GuestPlan, exec: GuestExec): Promise<GuestResult> {
  try {
    for (const script of plan.prepare) await must(exec, script);
    return await exec(plan.run);
  } finally {
    await exec(plan.clean);
  }
}

/** @throws GuestError if a layer cannot be carried over, StartFailure for an unknown user */
export const runInGuest = (exec: GuestExec, image: Image, spec: ContainerSpec): Promise<GuestResult> =>
  carryOut(guestPlan(image, spec), exec);

function carried(bytes: Uint8Array, path: string): string[] {
  const scripts: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = btoa(textOf(bytes.subarray(at, at + PIECE_BYTES)));
    const lines = piece.match(/.{1,76}/g) ?? [];
    scripts.push(`base64 -d >> ${path} <<'END'\n${lines.join("\n")}\nEND\n`);
  }
  return scripts;
}

async function must(exec: GuestExec, script: string): Promise<void> {
  const { status, stderr } = await exec(script);
  if (status === 0) return;
  const said = textOf(stderr).trim();
  throw new GuestError(
    `the image could not be carried into the guest: ${said === "" ? "it did not answer in time" : said} (its files live in memory: give the machine more)`,
  );
}
