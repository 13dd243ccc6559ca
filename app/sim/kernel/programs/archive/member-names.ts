/** Names inside archives: what is unsafe in front of them, and which of them patterns choose. */
import { globRegex } from "../lib/glob";

/** How many bytes of "/", "../" and what lies before "/../" are in front of a name. */
export function unsafePrefix(name: string): number {
  let at = 0;
  for (;;) {
    if (name[at] === "/") at++;
    else if (name.startsWith("../", at)) at += 3;
    else {
      const climb = name.indexOf("/../", at);
      if (climb < 0) return at;
      at = climb + 4;
    }
  }
}

/** --exclude for what is to be stored: a pattern matches any run of components, and all that is under it. */
export function isLeftOut(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const glob = globRegex(pattern, { pathname: true });
    const components = name.split("/");
    for (let from = 0; from < (pattern.startsWith("/") ? 1 : components.length); from++)
      for (let to = from + 1; to <= components.length; to++)
        if (components[from] !== "" && glob.test(components.slice(from, to).join("/"))) return true;
    return false;
  });
}

/** Whether a pattern chooses a stored name: as many components as the pattern has are compared. */
export function chooses(pattern: string, name: string): boolean {
  const depth = pattern.split("/").length;
  return globRegex(pattern).test(name.split("/").slice(0, depth).join("/"));
}
