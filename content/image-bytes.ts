/** How large guest images are, as figures: read from their manifest, so that a text and the images cannot part. */
import { type Figure, measured } from "@/app/sim/figures/figure";
import manifest from "@/public/images/manifest.json";

const images: Readonly<
  Record<string, { readonly files: Readonly<Record<string, { readonly bytes: number }>> }>
> = manifest.images;

/** The size of a file of an image, in bytes as it is kept and sent (compressed); undefined where there is none. */
export function imageBytes(image: string, file: string): Figure | undefined {
  const files = Object.hasOwn(images, image) ? images[image]?.files : undefined;
  const found = files !== undefined && Object.hasOwn(files, file) ? files[file] : undefined;
  return (
    found && measured(found.bytes, "bytes", `size of ${image}'s file "${file}", compressed as it is sent`)
  );
}
