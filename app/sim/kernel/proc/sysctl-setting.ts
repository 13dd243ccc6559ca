/** One file of /proc/sys. */
import { ACCESS } from "../abi/flags";
import type { Caller } from "../fs/contract";
import { GeneratedFile } from "../fs/generated";
import type { UserNamespace } from "../ns/user";
import { capableIn } from "../process/credentials";
import type { ProcView } from "./view";

export interface Setting {
  /** Below /proc/sys. */
  readonly path: string;
  readonly permissions: number;
  readonly show: (caller: Caller) => string;
  readonly store?: (value: string, caller: Caller) => void;
  /** Whose root may write it; the initial namespace's if not given. */
  readonly owner?: (caller: Caller) => UserNamespace | undefined;
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

  /** Writing needs the bits, or root of the namespace that the setting belongs to. */
  override permission(mask: number, caller: Caller): boolean | undefined {
    if ((mask & ACCESS.W_OK) === 0) return undefined;
    // No capability helps where the bits say no.
    if ((this.setting.permissions & 0o200) === 0) return false;
    const owner = this.setting.owner?.(caller);
    return owner === undefined ? undefined : capableIn(caller.creds, owner, "SYS_ADMIN");
  }
}
