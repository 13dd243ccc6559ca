/** File systems of the guest's kernel that /proc/filesystems names and nobody can mount here, each with the error that it gives. */
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import type { Caller } from "./contract";
import type { FileSystemType } from "./mount-table";
import { resolve } from "./walk";

type Log = (text: string) => void;

/** @param log takes what the kernel says in dmesg when a mount is refused */
export function otherTypes(log: Log): readonly FileSystemType[] {
  const type = (
    name: string,
    nodev: boolean,
    make: (source: string, caller: Caller) => never,
  ): FileSystemType => ({
    type: name,
    nodev,
    userMountable: false,
    make: (source, _data, _flags, caller) => make(source, caller),
  });
  return [
    // For the kernel's own use only.
    type("sockfs", true, () => fail("EINVAL")),
    type("pipefs", true, () => fail("EINVAL")),
    // Version 1 of control groups is not simulated.
    type("cgroup", true, () => fail("ENODEV")),
    type("cpuset", true, () => fail("ENODEV")),
    type("ext2", false, needsDisk),
    type("9p", true, (source) => {
      log(`9pnet_virtio: no channels available for device ${source}`);
      return fail("ENOENT");
    }),
  ];
}

function fail(code: "EINVAL" | "ENODEV" | "ENOENT" | "ENOTBLK" | "ENXIO"): never {
  throw new SysError(code);
}

/** The guest has no disk, so a block device leads nowhere. */
function needsDisk(source: string, caller: Caller): never {
  const { inode } = resolve(caller, source, true).dentry;
  return fail(inode.type === S.IFBLK ? "ENXIO" : "ENOTBLK");
}
