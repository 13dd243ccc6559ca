/** For tests of this folder: the guest's tree without a kernel around it, and short ways to work in it. */
import { SeededRandom } from "../../time/random";
import { SysError } from "../abi/errno";
import { O, S } from "../abi/flags";
import { UserNamespace } from "../ns/user";
import { type Credentials, rootCredentials } from "../process/credentials";
import { bytesOf, textOf } from "./contract";
import { FileCalls } from "./file-calls";
import { initialTree } from "./initial-tree";
import { KernelCaller, now } from "./kernel-caller";
import { MountCalls } from "./mount-calls";
import type { MountNamespace } from "./mount-namespace";
import type { Path } from "./path";

export class TestWorld {
  readonly files: FileCalls;
  readonly mounts: MountCalls;
  readonly mnt: MountNamespace;
  readonly root: Path;
  readonly userNs = UserNamespace.initial(4026531837);
  readonly log: string[] = [];
  /** Pages of files in memory that are charged now. */
  pages = 0;
  timeNs = 1e9;
  private next = 4026532100;
  private device = 20;
  /** Root in the initial tree. */
  readonly kernel: KernelCaller;

  /** `totalPages` of the machine: the guest's, with 32 MiB. */
  constructor(totalPages = 7003) {
    const services = {
      random: SeededRandom.fromSeed(1),
      log: (text: string) => void this.log.push(text),
      logText: () => this.log.join("\n"),
      namespaceInode: () => this.next++,
      anonymousDevice: () => this.device++,
      initialUserNs: this.userNs,
      processes: () => [],
      realtimeNs: () => this.timeNs++,
      memory: {
        totalPages,
        pageAccount: () => ({
          charge: (pages: number) => {
            this.pages += pages;
          },
          release: (pages: number) => {
            this.pages -= pages;
          },
        }),
      },
    };
    this.files = new FileCalls(services);
    this.mounts = new MountCalls(services);
    const tree = initialTree({ ...services, files: this.files, mounts: this.mounts }, ["ls", "cat"]);
    this.mnt = tree.mnt;
    this.root = tree.root;
    this.kernel = this.caller();
  }

  /** A caller at the root, root itself unless changed. */
  caller(change: Partial<Credentials> = {}, root = this.root): KernelCaller {
    return new KernelCaller({ ...rootCredentials(this.userNs), ...change }, root, () => this.timeNs++, 0o022);
  }

  /** An ordinary user. */
  user(uid: number): KernelCaller {
    return this.caller({
      uid,
      euid: uid,
      suid: uid,
      fsuid: uid,
      gid: uid,
      egid: uid,
      sgid: uid,
      fsgid: uid,
      effective: 0n,
      permitted: 0n,
    });
  }

  write(
    path: string,
    text: string,
    flags: number = O.WRONLY | O.CREAT | O.TRUNC,
    caller = this.kernel,
  ): void {
    const file = now(this.files.open(caller, path, flags, 0o666));
    try {
      const offset = (flags & O.APPEND) !== 0 ? file.size : 0;
      now(file.write(bytesOf(text), offset, caller));
    } finally {
      file.drop();
    }
  }

  read(path: string, caller = this.kernel): string {
    const file = now(this.files.open(caller, path, O.RDONLY, 0));
    try {
      return textOf(now(file.read(1 << 20, 0, caller)));
    } finally {
      file.drop();
    }
  }

  list(path: string, caller = this.kernel): readonly string[] {
    const file = now(this.files.open(caller, path, O.RDONLY | O.DIRECTORY, 0));
    try {
      return this.files
        .readdir(caller, file)
        .slice(2)
        .map(({ name }) => name);
    } finally {
      file.drop();
    }
  }

  mount(source: string, target: string, type: string, data = "", flags = 0, caller = this.kernel): void {
    this.mounts.mount(caller, source, target, type, flags, data);
  }

  mkdirs(...paths: readonly string[]): void {
    for (const path of paths) this.files.mkdir(this.kernel, path, 0o755);
  }

  /** Everything below a directory by path: type, permissions, links, and content or target. */
  tree(top: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of this.list(top)) {
      const path = `${top}/${name}`;
      const { mode, nlink } = this.files.stat(this.kernel, path, false);
      const type = mode & S.IFMT;
      const bits = (mode & 0o7777).toString(8);
      if (type === S.IFDIR) Object.assign(found, { [path]: `directory ${bits}` }, this.tree(path));
      else if (type === S.IFLNK) found[path] = `link ${this.files.readlink(this.kernel, path)}`;
      else found[path] = `file ${bits} ${nlink} ${type === S.IFREG ? this.read(path) : type}`;
    }
    return found;
  }
}

/** The name of the error that something fails with; "" if it does not. */
export function errorOf(action: () => unknown): string {
  try {
    action();
    return "";
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
}
