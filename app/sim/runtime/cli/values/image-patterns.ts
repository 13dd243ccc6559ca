/** Names of images as `docker images NAME` and its filter take them: a repository, with a tag or not, with * and ?. */

/** Whether `text` is of the pattern, where * and ? are not slashes; linear in both but for stars. */
function like(pattern: string, text: string): boolean {
  let states = new Set([0]);
  const close = (from: Set<number>): Set<number> => {
    const all = new Set(from);
    for (const state of all) if (pattern[state] === "*") all.add(state + 1);
    return all;
  };
  states = close(states);
  for (const char of text) {
    const next = new Set<number>();
    for (const state of states) {
      const wanted = pattern[state];
      if (wanted === "*" && char !== "/") next.add(state);
      else if (wanted === char || (wanted === "?" && char !== "/")) next.add(state + 1);
    }
    states = close(next);
    if (states.size === 0) return false;
  }
  return states.has(pattern.length);
}

/** @param tag "busybox:latest" */
export function matchesReference(tag: string, pattern: string): boolean {
  const colon = tag.lastIndexOf(":");
  const hasTag = pattern.lastIndexOf(":") > pattern.lastIndexOf("/");
  return like(pattern, hasTag ? tag : tag.slice(0, colon));
}
