/** Containers and images in words. Pure. */
import type { ContainerInfo, ImageInfo, PortMapping } from "@/app/sim/runtime/engine/contract";

const SIGNALS: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT, Ctrl+C",
  3: "SIGQUIT",
  6: "SIGABRT",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};
const SIGNALLED = 128;
const SIGKILL = 9;
const LAST_SIGNAL = 64;

/** What an exit code says. */
export function exitMeaning(code: number, oomKilled: boolean): string {
  const signal = code - SIGNALLED;
  if (oomKilled)
    return signal === SIGKILL
      ? "128 + 9: the kernel killed it, it had more memory than memory.max allows"
      : "a process in it was killed for memory; the first one ended by itself";
  if (code === 0) return "it ended well";
  if (code === 125) return "the engine itself failed";
  if (code === 126) return "the command was found and could not be run";
  if (code === 127) return "the command was not found";
  if (signal === SIGKILL)
    return "128 + 9: killed by SIGKILL, as docker kill does, and docker stop in the end";
  if (signal > 0 && signal <= LAST_SIGNAL)
    return `128 + ${signal}: ended by ${SIGNALS[signal] ?? `signal ${signal}`}`;
  return "the program’s own exit code";
}

export function statusText({
  status,
  exitCode,
  oomKilled,
}: Pick<ContainerInfo, "status" | "exitCode" | "oomKilled">): string {
  if (status !== "exited" && status !== "dead") return status;
  return `${status} (${exitCode}): ${exitMeaning(exitCode, oomKilled)}`;
}

export const portText = ({ hostAddress, hostPort, containerPort, protocol }: PortMapping): string =>
  `${hostAddress === "" ? "0.0.0.0" : hostAddress}:${hostPort} → ${containerPort}/${protocol}`;

/** As docker shows it. */
export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

export const imageName = ({ tags, id }: Pick<ImageInfo, "tags" | "id">): string => tags[0] ?? shortId(id);

/** What a container of it runs when nothing else is said. */
export const startsText = ({ config }: Pick<ImageInfo, "config">): string =>
  [...(config.entrypoint ?? []), ...(config.cmd ?? [])].join(" ") || "nothing: a command must be given";

/** In single quotes, as a shell takes it for one word. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A name without anything that means something to a shell or a path; never empty. */
export function fileNameOf(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1).slice(-100);
  const plain = last.replaceAll(/[^A-Za-z0-9._-]/g, "_").replace(/^[.-]+/, "");
  return plain === "" ? "image.tar" : plain;
}
