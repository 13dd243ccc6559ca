/** Digests as the OCI image specification writes them: `sha256:` and 64 hexadecimal digits. */
import { sha256 } from "@noble/hashes/sha2.js";
import { ImageError, shown } from "./errors";

/** `sha256:<64 lower-case hex digits>`. */
export type Digest = `sha256:${string}`;

export function digestOf(bytes: Uint8Array): Digest {
  let hex = "";
  for (const byte of sha256(bytes)) hex += byte.toString(16).padStart(2, "0");
  return `sha256:${hex}`;
}

/** The digest written in `text`; an ImageError at `where` if it is none, or of an algorithm not read here. */
export function parseDigest(text: string, where: string): Digest {
  const colon = text.indexOf(":");
  const algorithm = text.slice(0, Math.max(colon, 0));
  if (colon > 0 && /^[a-z0-9]+([+._-][a-z0-9]+)*$/.test(algorithm) && algorithm !== "sha256") {
    throw new ImageError(where, `digest algorithm ${shown(algorithm)} is not read here`, "use sha256");
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(text)) {
    throw new ImageError(
      where,
      `${shown(text)} is not a digest`,
      "expected sha256: and 64 lower-case hexadecimal digits",
    );
  }
  return text as Digest;
}

/** The hexadecimal part. */
export const hexOf = (digest: Digest): string => digest.slice("sha256:".length);

/** Checks that `bytes` are what `digest` names. */
export function verifyDigest(bytes: Uint8Array, digest: Digest, where: string): void {
  checkDigest(digestOf(bytes), digest, where);
}

/** As `verifyDigest`, with the content's digest known. */
export function checkDigest(real: Digest, digest: Digest, where: string): void {
  if (real === digest) return;
  throw new ImageError(
    where,
    `its content has the digest ${real}, not ${digest}`,
    "the archive is damaged or was changed; make it again",
  );
}
