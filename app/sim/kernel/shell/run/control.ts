/** What unwinds the shell's evaluation. None carries text: whoever throws has printed. The status is the shell's. */

/** The shell ends: `exit`, `set -e`, or the last command of a subshell. */
export class ShellExit {}

/** A command failed in a way that ends a non-interactive shell. */
export class ShellFailure {}

/** ^C at an interactive shell: back to the prompt. */
export class ShellInterrupt {}
