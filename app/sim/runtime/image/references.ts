/** Names of images, as Docker shows and checks them. */
import { ImageError, shown } from "./errors";

/** A registry's full name as Docker prints it: `docker.io/library/busybox:1.36` is `busybox:1.36`. */
export function familiarReference(name: string): string {
  const plain = name.replace(/^(docker\.io|index\.docker\.io)\//, "");
  return /^library\/[^/]+$/.test(plain) ? plain.slice("library/".length) : plain;
}

/** The distribution project's grammar of references (reference/regexp.go). */
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.[a-zA-Z0-9-]+)*(?::[0-9]+)?";
const REFERENCE = new RegExp(
  `^((?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);
/** Of the name without tag and digest. */
const MAX_NAME = 255;

export type ReadReference =
  | {
      readonly ok: true;
      readonly name: string;
      readonly tag: string | undefined;
      readonly digest: string | undefined;
    }
  /** In the words of Docker's command line. */
  | { readonly ok: false; readonly error: string };

/** What a person writes for an image, in its familiar form; neither tag nor digest are added. */
export function readReference(text: string): ReadReference {
  if (text.length > MAX_NAME + 256) return { ok: false, error: "invalid reference format" };
  const match = REFERENCE.exec(familiarReference(text));
  if (match === null) {
    const lower = REFERENCE.test(familiarReference(text.toLowerCase()));
    return {
      ok: false,
      error: `invalid reference format${lower ? ": repository name must be lowercase" : ""}`,
    };
  }
  const [, name, tag, digest] = match;
  if (name!.length > MAX_NAME) {
    return {
      ok: false,
      error: `invalid reference format: repository name must not be more than ${MAX_NAME} characters`,
    };
  }
  return { ok: true, name: name!, tag, digest };
}

/** The reference with the tag that Docker adds: `busybox` is `busybox:latest`. */
export function withDefaultTag(read: Extract<ReadReference, { ok: true }>): string {
  if (read.digest !== undefined)
    return `${read.name}${read.tag === undefined ? "" : `:${read.tag}`}@${read.digest}`;
  return `${read.name}:${read.tag ?? "latest"}`;
}

/** Whether a name has a tag, as every name of an image in Docker's store has. */
export function isTagged(text: string): boolean {
  const read = readReference(text);
  return read.ok && read.tag !== undefined && read.digest === undefined;
}

/** The names of `RepoTags`, in familiar form. */
export function repoTags(tags: readonly string[] | undefined, where: string): string[] {
  return (tags ?? []).map((tag) => {
    if (!isTagged(tag))
      throw new ImageError(where, `${shown(tag)} is no name with a tag`, "such as busybox:latest");
    return familiarReference(tag);
  });
}

/** What image-spec annotations.md allows for a name: more than Docker does. */
const OCI_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,511}$/;

/** The annotations that name an image in an index: containerd's full name before OCI's, which may be a tag alone. */
export function referencesOf(
  annotations: Readonly<Record<string, string>> | undefined,
  where: string,
): string[] {
  const name =
    annotations?.["io.containerd.image.name"] ?? annotations?.["org.opencontainers.image.ref.name"];
  if (name === undefined || name === "") return [];
  if (!OCI_NAME.test(name)) throw new ImageError(where, `${shown(name)} is no name of an image`);
  return [familiarReference(name)];
}
