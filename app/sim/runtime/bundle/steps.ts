/** The start of a container as data: what a runtime and the container's first process do, one step after the other. */
import type { Rlimit } from "../../kernel/abi/flags";
import type { SeccompProfile } from "../../kernel/abi/sys";
import type { PhaseId } from "../../kernel/costs/runtime-costs";

/**
 * One thing that is done. Paths of "inside" steps before pivot_root are the container's own, and whoever carries them out
 * looks for them below the root file system without following a link out of it.
 */
export type Act =
  /** A directory, with those above it; that it is there already is no error. */
  | { readonly kind: "mkdir"; readonly path: string; readonly mode: number }
  /** A place for a bind mount: an empty file, or a directory where `source` on the host is one. There already: no error. */
  | { readonly kind: "touch"; readonly path: string; readonly source?: string }
  /** Of the whole tree of mounts that came from the host: MS.PRIVATE, MS.SLAVE or MS.SHARED with MS.REC. */
  | { readonly kind: "propagation"; readonly flags: number }
  /**
   * mount(2). `target` "" is the root file system itself, which a bind mount then binds on itself. With `optional` an error that says that there is nothing to mount
   * on (ENOENT) is ignored, as masked and read-only paths need it.
   */
  | {
      readonly kind: "mount";
      readonly source: string;
      readonly target: string;
      readonly type: string;
      readonly flags: number;
      readonly data: string;
      readonly optional?: boolean;
    }
  /** What must not be read: an empty file or directory over it. */
  | { readonly kind: "mask"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  /** A new process in new namespaces. */
  | { readonly kind: "clone"; readonly flags: number }
  | { readonly kind: "setns"; readonly path: string; readonly flag: number }
  | { readonly kind: "unshare"; readonly flags: number }
  /** Puts the new process into the cgroup. */
  | { readonly kind: "join-cgroup"; readonly path: string }
  | { readonly kind: "id-map"; readonly file: "uid_map" | "gid_map"; readonly text: string }
  | { readonly kind: "oom-score"; readonly value: number }
  | { readonly kind: "pivot_root" }
  | { readonly kind: "symlink"; readonly target: string; readonly path: string }
  | {
      readonly kind: "mknod";
      readonly path: string;
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
      readonly uid: number;
      readonly gid: number;
    }
  /** A terminal in the container's devpts; its master goes to the shim. */
  | { readonly kind: "terminal" }
  | { readonly kind: "setsid" }
  | { readonly kind: "sethostname"; readonly name: string }
  | { readonly kind: "setdomainname"; readonly name: string }
  | { readonly kind: "setrlimit"; readonly limit: Rlimit; readonly soft: number; readonly hard: number }
  /** The bounding set shrinks while the process may still do that. */
  | { readonly kind: "bounding"; readonly keep: readonly string[] }
  | {
      readonly kind: "capabilities";
      readonly effective: readonly string[];
      readonly permitted: readonly string[];
      readonly inheritable: readonly string[];
      readonly ambient: readonly string[];
    }
  | { readonly kind: "no-new-privileges" }
  | { readonly kind: "seccomp"; readonly profile: SeccompProfile }
  | { readonly kind: "umask"; readonly mask: number }
  | { readonly kind: "setgroups"; readonly groups: readonly number[] }
  | { readonly kind: "setgid"; readonly gid: number }
  | { readonly kind: "setuid"; readonly uid: number }
  | { readonly kind: "chdir"; readonly path: string }
  /** @see findProgram: the path is what execve gets. */
  | { readonly kind: "find-program"; readonly name: string; readonly env: readonly string[] }
  /** Says to the other side that one has come here, and waits for its answer. */
  | { readonly kind: "sync"; readonly point: SyncPoint }
  | { readonly kind: "hooks"; readonly name: HookName }
  /** The runtime's own work of this phase. */
  | { readonly kind: "work" }
  | { readonly kind: "execve"; readonly args: readonly string[]; readonly env: readonly string[] };

/** born: cgroup and id maps are set. mounted: the root file system is ready to be entered. created: all but execve is done. */
export type SyncPoint = "born" | "mounted" | "created";

export const HOOK_NAMES = [
  "prestart",
  "createRuntime",
  "createContainer",
  "startContainer",
  "poststart",
  "poststop",
] as const;
export type HookName = (typeof HOOK_NAMES)[number];

export type Step = Act & {
  readonly phase: PhaseId;
  /** What it is for: a sentence for a learner. */
  readonly why: string;
};

export interface Plan {
  /** By the runtime, in the host's namespaces. */
  readonly outside: readonly Step[];
  /** By the container's first process. */
  readonly inside: readonly Step[];
}
