/** tmpfs for mount(2). */
import type { FileSystemType } from "../mount-table";
import { parseTmpfsOptions } from "./options";
import type { PageAccount } from "./page-account";
import { Tmpfs } from "./super-block";

export function tmpfsType(
  anonymousDevice: () => number,
  totalPages: number,
  newAccount: () => PageAccount,
  log: (text: string) => void,
): FileSystemType {
  return {
    type: "tmpfs",
    nodev: true,
    userMountable: true,
    make: (_source, data, _flags, caller) => {
      const options = parseTmpfsOptions(data, totalPages, caller, log);
      const { userNs } = caller.creds;
      return new Tmpfs({ minor: anonymousDevice(), userNs, totalPages, newAccount, options, log }, caller);
    },
  };
}
