/** The options of `set`, in ash's order; those without a letter have "". */
export const OPTIONS = [
  { name: "errexit", letter: "e" },
  { name: "noglob", letter: "f" },
  { name: "ignoreeof", letter: "I" },
  { name: "interactive", letter: "i", hidden: true },
  { name: "monitor", letter: "m" },
  { name: "noexec", letter: "n" },
  { name: "stdin", letter: "s", hidden: true },
  { name: "command", letter: "c", hidden: true },
  { name: "xtrace", letter: "x" },
  { name: "verbose", letter: "v" },
  { name: "noclobber", letter: "C" },
  { name: "allexport", letter: "a" },
  { name: "notify", letter: "b" },
  { name: "nounset", letter: "u" },
  { name: "errtrace", letter: "E" },
  { name: "vi", letter: "" },
  { name: "pipefail", letter: "" },
] as const satisfies readonly { name: string; letter: string; hidden?: boolean }[];

export type OptionName = (typeof OPTIONS)[number]["name"];

/** The options that are on. */
export type OptionSet = Set<OptionName>;

export function optionByLetter(letter: string): OptionName | undefined {
  return OPTIONS.find((option) => option.letter === letter && letter !== "")?.name;
}

export function optionByName(name: string): OptionName | undefined {
  return OPTIONS.find((option) => option.name === name && !("hidden" in option))?.name;
}

/** `$-`: ash lists its letters from the last to the first. */
export function optionLetters(on: ReadonlySet<OptionName>): string {
  return [...OPTIONS]
    .reverse()
    .filter((option) => on.has(option.name))
    .map((option) => option.letter)
    .join("");
}

/** Lines of `set -o`, or commands that restore the options for `set +o`. */
export function listOptions(on: ReadonlySet<OptionName>, asCommands: boolean): string {
  return OPTIONS.filter((option) => !("hidden" in option))
    .map(({ name }) =>
      asCommands
        ? `set ${on.has(name) ? "-" : "+"}o ${name}\n`
        : `${name.padEnd(16)}${on.has(name) ? "on" : "off"}\n`,
    )
    .join("");
}
