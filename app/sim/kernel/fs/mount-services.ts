/** What mounting needs of the kernel. */
import type { KernelServices } from "../services";
import type { PageAccount } from "./tmpfs/page-account";

export interface MountServices
  extends Pick<KernelServices, "namespaceInode" | "anonymousDevice" | "initialUserNs" | "processes" | "log"> {
  readonly memory: { readonly totalPages: number; pageAccount(): PageAccount };
}
