/** `.dockerignore`: which files of a build context are left out. */
import { DockerfileError } from "./dockerfile-error";
import { compileGlob, type Glob } from "./glob";

/** Patterns in one file: every path of the context is held against each. */
const MAX_PATTERNS = 2000;

interface Rule {
  readonly glob: Glob;
  /** `!pattern`: takes files back in. */
  readonly exception: boolean;
}

/** Says whether a path of the context (relative, without `./`) is left out. */
export type IgnoreMatcher = (path: string) => boolean;

/** The last rule that matches the path or a directory above it decides. Errors name the line of the file. */
export function parseDockerignore(text: string): IgnoreMatcher {
  const rules: Rule[] = [];
  text
    .replace(/^\xef\xbb\xbf/, "")
    .split("\n")
    .forEach((raw, i) => {
      if (raw.startsWith("#")) return;
      const trimmed = raw.trim();
      if (trimmed === "") return;
      const exception = trimmed.startsWith("!");
      const pattern = clean(exception ? trimmed.slice(1).trim() : trimmed);
      if (exception && trimmed.slice(1).trim() === "")
        throw new DockerfileError(i + 1, 'illegal exclusion pattern: "!"');
      if (pattern === "") return;
      if (rules.length >= MAX_PATTERNS)
        throw new DockerfileError(i + 1, `more than ${MAX_PATTERNS} patterns`);
      rules.push({ glob: compileGlob(pattern, i + 1), exception });
    });
  return (path) => {
    const names = clean(path).split("/");
    const selfAndParents = names.map((_, i) => names.slice(0, i + 1).join("/"));
    let ignored = false;
    for (const { glob, exception } of rules) {
      if (ignored !== exception) continue;
      if (selfAndParents.some((each) => glob(each))) ignored = !exception;
    }
    return ignored;
  };
}

/** Go's filepath.Clean, then without a slash in front. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
