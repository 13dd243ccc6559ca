/** docker import: a tar of files as an image. */
import type { Call } from "../../../kernel/abi/call";
import { imageOfTar, processOf } from "../../build/empty-image";
import { decompress } from "../../image/compression";
import { readReference, withDefaultTag } from "../../image/references";
import { CliError, type Context } from "../context";
import { readAll, readFileBytes } from "../files";
import { isoTime } from "../format/units";
import { changesOf } from "../values/changes";

/** Of an archive without its compression. */
const MAX_BYTES = 512 * 1024 * 1024;

export function* importImage(context: Context): Call<number> {
  const { sys, flags, args, engine } = context;
  const [source = "", name] = args;
  if (/^https?:\/\//.test(source))
    throw new CliError(
      "no network leads out of the lab: docker import takes a file, or - for standard input",
    );
  const read = name === undefined ? undefined : readReference(name);
  if (read !== undefined && !read.ok) throw new CliError(read.error);
  const archive = source === "-" ? yield* readAll(sys, 0) : yield* readFileBytes(sys, source);
  const image = yield* imageOfTar({ sys, engine }, decompress(archive, source, MAX_BYTES), {
    references: read === undefined ? [] : [withDefaultTag(read)],
    config: processOf(changesOf(flags.all("change"))),
    created: isoTime(yield* context.nowSeconds()),
    comment: flags.text("message") || `Imported from ${source}`,
  });
  yield* context.line(image.id);
  return 0;
}
