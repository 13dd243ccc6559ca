/** Errors as programs written in Go say them: Docker, containerd and runc. */
import type { SysError } from "../../kernel/abi/errno";
import type { Step } from "../bundle/steps";

/** Go's words for errors (syscall/zerrors_linux_386.go) where they are not the C library's in lower case. */
const WORDS: Partial<Record<SysError["code"], string>> = {
  EIO: "input/output error",
  ENOMEM: "cannot allocate memory",
  EBUSY: "device or resource busy",
  EXDEV: "invalid cross-device link",
  ENFILE: "too many open files in system",
  EMFILE: "too many open files",
  ENOTTY: "inappropriate ioctl for device",
  EFBIG: "file too large",
  ESPIPE: "illegal seek",
  ENAMETOOLONG: "file name too long",
  ELOOP: "too many levels of symbolic links",
  EDOM: "numerical argument out of domain",
  ECHILD: "no child processes",
  EADDRINUSE: "address already in use",
  EADDRNOTAVAIL: "cannot assign requested address",
};

export const goError = (error: SysError): string => WORDS[error.code] ?? lowerFirst(error.text);

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** strconv.Quote, as %q prints. */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  const escaped = text.replace(/["\\]/g, "\\$&").replace(/[\x00-\x1f\x7f]/g, (char) => {
    if (char === "\n") return "\\n";
    if (char === "\t") return "\\t";
    if (char === "\r") return "\\r";
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${escaped}"`;
}

/** What runc says of a step that failed. */
export function stepFailure(step: Step, error: SysError): string {
  const why = goError(error);
  switch (step.kind) {
    case "mount": {
      const flags = `0x${step.flags.toString(16)}`;
      const data = step.data === "" ? "" : `, data: ${step.data}`;
      return `error mounting ${quoted(step.source)} to rootfs at ${quoted(step.target)}: mount ${step.source}:${step.target}, flags: ${flags}${data}: ${why}`;
    }
    case "mkdir":
      return `mkdir ${step.path}: ${why}`;
    case "touch":
      return `error mounting ${quoted(step.source ?? step.path)} to rootfs at ${quoted(step.path)}: create mountpoint for ${step.path} mount: ${why}`;
    case "mknod":
      return `error creating device nodes: mknod ${step.path}: ${why}`;
    case "write":
      return step.path.startsWith("/sys/fs/cgroup/")
        ? `error setting cgroup config for procHooks process: failed to write ${quoted(step.text)}: write ${step.path}: ${why}`
        : `open ${step.path}: ${why}`;
    case "chdir":
      return `chdir to cwd (${quoted(step.path)}) set in config.json failed: ${why}`;
    case "setrlimit":
      return `error setting rlimits for ready process: error setting rlimit type ${step.limit}: ${why}`;
    case "setns":
      return `open ${step.path}: ${why}`;
    case "join-cgroup":
      return `unable to apply cgroup configuration: failed to write cgroup.procs: ${why}`;
    case "clone":
      return `clone: ${why}`;
    default:
      return `${step.kind}: ${why}`;
  }
}

/** How docker run ends for an error of starting: as its command line decides, by the words. */
export function startStatus(message: string): 125 | 126 | 127 {
  if (/executable file not found|no such file or directory|system cannot find the file/.test(message))
    return 127;
  return /permission denied|is a directory/.test(message) ? 126 : 125;
}
