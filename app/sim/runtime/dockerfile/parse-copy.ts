/** COPY and ADD. */
import { DockerfileError } from "./dockerfile-error";
import { wordsOrJson } from "./forms";
import type { CopyParts, CopySource } from "./instructions";
import type { Statement } from "./parse-instruction";

const NOT_HERE = ["parents", "exclude", "checksum", "keep-git-dir", "unpack"];

export function parseCopy({ keyword, flags, text, line, heredocs }: Statement): CopyParts {
  const values: Record<"from" | "chown" | "chmod", string | undefined> = {
    from: undefined,
    chown: undefined,
    chmod: undefined,
  };
  for (const { name, value } of flags) {
    if (NOT_HERE.includes(name))
      throw new DockerfileError(line, `${keyword} --${name} is not supported here`);
    // A copy into its own layer differs only in how the cache is used.
    if (name === "link") continue;
    const known = name === "chown" || name === "chmod" || (name === "from" && keyword === "COPY");
    if (!known) throw new DockerfileError(line, `unknown flag: --${name}`);
    if (value === undefined || value === "")
      throw new DockerfileError(line, `missing a value on flag: --${name}`);
    if (values[name] !== undefined) throw new DockerfileError(line, `duplicate flag specified: --${name}`);
    values[name] = value;
  }
  const words = wordsOrJson(text, line);
  if (words.length < 2) {
    throw new DockerfileError(
      line,
      words.length === 0
        ? `${keyword} requires at least two arguments`
        : `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`,
    );
  }
  const marked = new Map(heredocs.map((heredoc) => [heredoc.word, heredoc]));
  const sources = words.slice(0, -1).map((word): CopySource => {
    const heredoc = marked.get(word);
    if (heredoc !== undefined) {
      return { kind: "heredoc", name: heredoc.name, content: heredoc.content, expand: heredoc.expand };
    }
    checkLocal(keyword, word, line);
    return { kind: "path", path: word };
  });
  const destination = words.at(-1)!;
  if (marked.has(destination))
    throw new DockerfileError(line, `${keyword} cannot accept a heredoc as destination`);
  return { sources, destination, ...values };
}

/** Refuses sources that would be fetched: the lab's builds have no network beyond the lab. */
export function checkLocal(keyword: string, source: string, line: number): void {
  if (!/^([a-z][a-z0-9+.-]*:\/\/|git@)/i.test(source)) return;
  throw new DockerfileError(
    line,
    keyword === "COPY"
      ? `source can't be a URL for COPY: ${source}`
      : `ADD of a URL is not supported here: ${source}`,
    "download the file and put it into the build context",
  );
}
