/** The special builtins of ash, which cannot be names of functions. */
const SPECIAL: ReadonlySet<string> = new Set([
  ...[".", ":", "break", "continue", "eval", "exec", "exit", "export", "local", "readonly", "return", "set"],
  ...["shift", "source", "times", "trap", "unset"],
]);

export function isSpecialBuiltin(name: string): boolean {
  return SPECIAL.has(name);
}
