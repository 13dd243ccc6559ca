/** One file of /proc/sys. */
import type { Capability } from "../abi/flags";
import type { Caller } from "../fs/contract";
import { GeneratedFile } from "../fs/generated";
import type { UserNamespace } from "../ns/user";
import { capableIn, inGroup } from "../process/credentials";
import type { ProcView } from "./view";

export interface Setting {
  /** Below /proc/sys. */
  readonly path: string;
  readonly permissions: number;
  readonly show: (caller: Caller) => string;
  readonly store?: (value: string, caller: Caller) => void;
  /** A capability over which user namespace gives root's rights over it. */
  readonly owner?: (
    caller: Caller,
  ) => { readonly userNs: UserNamespace; readonly capability: Capability } | undefined;
}

export class SysctlFile extends GeneratedFile {
  constructor(
    view: ProcView,
    private readonly setting: Setting,
  ) {
    const { show, store } = setting;
    super(view.sb, view.inode(), setting.permissions, {
      ...((setting.permissions & 0o444) === 0 ? {} : { show: (caller: Caller) => `${show(caller)}\n` }),
      ...(store === undefined
        ? {}
        : { store: (text: string, caller: Caller) => store(text.replace(/\n$/, ""), caller) }),
    });
  }

  /** By the bits of root, root's group or others, whatever capabilities one has; who rules over the setting has root's. */
  override permission(mask: number, caller: Caller): boolean {
    const { creds } = caller;
    const owner = this.setting.owner?.(caller);
    const bits = this.setting.permissions;
    const rules = owner !== undefined && capableIn(creds, owner.userNs, owner.capability);
    if (rules || creds.euid === 0) return (mask & 7 & ~(bits >> 6)) === 0;
    if (inGroup({ ...creds, fsgid: creds.egid }, 0)) return (mask & 7 & ~(bits >> 3)) === 0;
    return (mask & 7 & ~bits) === 0;
  }
}
