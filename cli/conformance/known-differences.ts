/** Scripts of the corpus that the simulated kernel answers otherwise, each with its reason. docs/accuracy.md tells them in prose. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {};
