/** Lines of /proc/PID/mountinfo as their fields (proc(5)). Pure. */

export interface MountRow {
  readonly id: number;
  readonly parent: number;
  readonly device: string;
  /** What of the file system is mounted. */
  readonly root: string;
  readonly target: string;
  readonly options: string;
  /** "shared:1 master:2"; "" for a private mount. */
  readonly propagation: string;
  readonly type: string;
  readonly source: string;
  readonly superOptions: string;
}

/** Blanks and backslashes in names are written as octal numbers. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** undefined for a line that is none. */
export function parseMount(line: string): MountRow | undefined {
  const found = /^(\d+) (\d+) (\S+) (\S+) (\S+) (\S+)((?: \S+)*?) - (\S+) (\S*) (\S*)$/.exec(line);
  if (found === null) return undefined;
  const [, id, parent, device, root, target, options, propagation, type, source, superOptions] = found;
  return {
    id: Number(id),
    parent: Number(parent),
    device: device ?? "",
    root: unescaped(root ?? ""),
    target: unescaped(target ?? ""),
    options: options ?? "",
    propagation: (propagation ?? "").trim(),
    type: type ?? "",
    source: unescaped(source ?? ""),
    superOptions: unescaped(superOptions ?? ""),
  };
}
