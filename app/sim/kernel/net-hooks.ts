/** What the network asks of the file system: sockets with names, and namespaces behind open files. */
import { SysError } from "./abi/errno";
import { ACCESS, S } from "./abi/flags";
import type { Inode, OpenFile } from "./fs/contract";
import type { FileCalls } from "./fs/file-calls";
import { NamespaceFile } from "./fs/nsfs";
import type { NetHooks } from "./net/calls";
import { NetNamespace } from "./net/namespace";
import type { UnixSocket } from "./net/sockets/unix";

export function netHooks(files: FileCalls): NetHooks {
  const bound = new WeakMap<Inode, UnixSocket>();
  return {
    create(path, socket, caller) {
      try {
        files.mknod(caller, path, S.IFSOCK | 0o777, { major: 0, minor: 0 });
      } catch (error) {
        throw error instanceof SysError && error.code === "EEXIST" ? new SysError("EADDRINUSE") : error;
      }
      bound.set(files.resolve(caller, path, false).dentry.inode, socket);
    },
    find(path, caller) {
      const found = files.resolve(caller, path, true);
      if (!files.mayAccess(caller, found, ACCESS.W_OK)) throw new SysError("EACCES");
      const socket = bound.get(found.dentry.inode);
      if (socket === undefined) throw new SysError("ECONNREFUSED");
      return socket;
    },
    namespaceOf(file: OpenFile) {
      const { inode } = file;
      if (!(inode instanceof NamespaceFile)) return undefined;
      return inode.namespace instanceof NetNamespace ? inode.namespace : undefined;
    },
  };
}
