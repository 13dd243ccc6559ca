/** All builtins of the guest's ash. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set(
  [
    ". : [ [[ alias bg break cd chdir command continue echo eval exec exit export false fg getopts hash help history",
    "jobs kill let local printf pwd read readonly return set shift source test times trap true type ulimit umask",
    "unalias unset wait",
  ]
    .join(" ")
    .split(" "),
);
