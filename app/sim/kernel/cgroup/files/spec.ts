/** What a file of a cgroup is: its name, where it appears, what it says and what it takes. */
import type { Call } from "../../abi/call";
import type { Caller } from "../../fs/contract";
import type { ChangeNotifier } from "../../fs/generated";
import type { CgroupNamespace } from "../../ns/namespaces";
import type { Credentials } from "../../process/credentials";
import type { Cgroup } from "../cgroup";
import type { Controller } from "../controllers";
import type { CgroupTree } from "../tree";

/** Who opened the file: moves of processes ask for their rights, not the writer's. */
export interface Opener {
  readonly creds: Credentials;
  /** undefined: the kernel itself. */
  readonly namespace: CgroupNamespace | undefined;
}

/** One use of a file. */
export interface FileUse {
  readonly tree: CgroupTree;
  readonly cgroup: Cgroup;
  readonly caller: Caller;
  readonly opener: Opener;
  /** Whether the opener may write the cgroup.procs of another cgroup. */
  mayWriteProcs(cgroup: Cgroup): boolean;
}

export interface FileSpec {
  readonly name: string;
  /** undefined: a core file, in every cgroup. */
  readonly controller?: Controller;
  readonly notInRoot?: true;
  /** With nsdelegate, the one file at the root of a namespace that those inside may write. */
  readonly delegated?: true;
  /** Hidden while cgroup.pressure is 0. */
  readonly pressure?: true;
  readonly show?: (use: FileUse) => string;
  readonly store?: (text: string, use: FileUse) => void | Call<void>;
  readonly changes?: (cgroup: Cgroup) => ChangeNotifier | undefined;
}
