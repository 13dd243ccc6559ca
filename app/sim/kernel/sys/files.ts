/** Calls on paths, mounts and roots. */
import type { Call } from "../abi/call";
import { O } from "../abi/flags";
import type { Device, Stat, StatFs } from "../abi/sys";
import { extraCost } from "../costs/costs";
import { DescriptorCalls } from "./descriptors";

export abstract class FileSystemCalls extends DescriptorCalls {
  open(path: string, flags: number, mode = 0o666): Call<number> {
    return this.call("openat", () => this.openPath(path, flags, mode), path);
  }

  private *openPath(path: string, flags: number, mode: number): Call<number> {
    const file = yield* this.kernel.files.open(this.task, path, flags, mode);
    return this.install(file, (flags & O.CLOEXEC) !== 0);
  }

  truncate(path: string, size: number): Call<void> {
    return this.call("truncate64", () => this.kernel.files.truncate(this.task, path, size));
  }

  stat(path: string): Call<Stat> {
    return this.call("stat64", () => this.kernel.files.stat(this.task, path, true));
  }

  lstat(path: string): Call<Stat> {
    return this.call("lstat64", () => this.kernel.files.stat(this.task, path, false));
  }

  statfs(path: string): Call<StatFs> {
    return this.call("statfs64", () => this.kernel.files.statfs(this.task, path));
  }

  access(path: string, mode: number): Call<void> {
    return this.call("access", () => this.kernel.files.access(this.task, path, mode));
  }

  mkdir(path: string, mode: number): Call<void> {
    return this.call("mkdir", () => this.kernel.files.mkdir(this.task, path, mode), path);
  }

  rmdir(path: string): Call<void> {
    return this.call("rmdir", () => this.kernel.files.rmdir(this.task, path));
  }

  unlink(path: string): Call<void> {
    return this.call("unlink", () => this.kernel.files.unlink(this.task, path));
  }

  rename(from: string, to: string): Call<void> {
    return this.call("rename", () => this.kernel.files.rename(this.task, from, to));
  }

  link(from: string, to: string): Call<void> {
    return this.call("link", () => this.kernel.files.link(this.task, from, to));
  }

  symlink(target: string, path: string): Call<void> {
    return this.call("symlink", () => this.kernel.files.symlink(this.task, target, path));
  }

  readlink(path: string): Call<string> {
    return this.call("readlink", () => this.kernel.files.readlink(this.task, path));
  }

  mknod(path: string, mode: number, device: Device): Call<void> {
    return this.call("mknod", () => this.kernel.files.mknod(this.task, path, mode, device));
  }

  chmod(path: string, mode: number): Call<void> {
    return this.call("chmod", () => this.kernel.files.chmod(this.task, path, mode));
  }

  fchmod(fd: number, mode: number): Call<void> {
    return this.call("fchmod", () => this.kernel.files.fchmod(this.task, this.file(fd), mode));
  }

  chown(path: string, uid: number, gid: number): Call<void> {
    return this.call("chown32", () => this.kernel.files.chown(this.task, path, uid, gid, true));
  }

  lchown(path: string, uid: number, gid: number): Call<void> {
    return this.call("lchown32", () => this.kernel.files.chown(this.task, path, uid, gid, false));
  }

  utimens(
    path: string,
    atime: number | "now" | undefined,
    mtime: number | "now" | undefined,
    followLinks: boolean,
  ): Call<void> {
    return this.call("utimensat", () =>
      this.kernel.files.utimens(this.task, path, atime, mtime, followLinks),
    );
  }

  chdir(path: string): Call<void> {
    return this.call("chdir", () => this.kernel.files.chdir(this.task, path));
  }

  fchdir(fd: number): Call<void> {
    return this.call("fchdir", () => this.kernel.files.fchdir(this.task, this.file(fd)));
  }

  getcwd(): Call<string> {
    return this.call("getcwd", () => this.kernel.files.getcwd(this.task));
  }

  getxattr(path: string, name: string, followLinks: boolean): Call<string> {
    return this.call("getxattr", () => this.kernel.files.getxattr(this.task, path, name, followLinks));
  }

  setxattr(path: string, name: string, value: string, followLinks: boolean): Call<void> {
    return this.call("setxattr", () => this.kernel.files.setxattr(this.task, path, name, value, followLinks));
  }

  removexattr(path: string, name: string, followLinks: boolean): Call<void> {
    return this.call("removexattr", () => this.kernel.files.removexattr(this.task, path, name, followLinks));
  }

  listxattr(path: string, followLinks: boolean): Call<readonly string[]> {
    return this.call("listxattr", () => this.kernel.files.listxattr(this.task, path, followLinks));
  }

  mount(source: string, target: string, type: string, flags: number, data: string): Call<void> {
    return this.call(
      "mount",
      () => {
        this.task.charge(Math.round(extraCost("mount", { type, flags })));
        this.kernel.mounts.mount(this.task, source, target, type, flags, data);
      },
      `${type === "" ? source : type} on ${target}`,
    );
  }

  umount(target: string, flags: number): Call<void> {
    return this.call(
      "umount",
      () => {
        this.kernel.mounts.umount(this.task, target, flags);
        this.kernel.lifetimes.look();
      },
      target,
    );
  }

  chroot(path: string): Call<void> {
    return this.call("chroot", () => this.kernel.files.chroot(this.task, path), path);
  }

  pivotRoot(newRoot: string, putOld: string): Call<void> {
    return this.call("pivot_root", () => this.kernel.mounts.pivotRoot(this.task, newRoot, putOld), newRoot);
  }
}
