/** nsfs: the files that stand for namespaces, as /proc/PID/ns links to them. They can be bind-mounted and given to setns. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { O, S } from "../abi/flags";
import type { Namespace } from "../ns/namespaces";
import type { UserNamespace } from "../ns/user";
import { type Caller, Inode, OpenFile, type PathLike, type SuperBlock } from "./contract";
import { Mount } from "./mount";
import { Dentry, type Path } from "./path";
import { PseudoSuperBlock } from "./pseudo-super-block";

const NSFS_MAGIC = 0x6e736673;

export class NamespaceFile extends Inode {
  constructor(
    sb: SuperBlock,
    readonly namespace: Namespace,
  ) {
    super(sb, namespace.inode, S.IFREG | 0o444);
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    if ((flags & O.ACCMODE) !== O.RDONLY) throw new SysError("EPERM");
    return new NamespaceOpenFile(flags, this);
  }

  override chmod(): void {
    throw new SysError("EPERM");
  }
}

class NamespaceOpenFile extends OpenFile {
  constructor(
    flags: number,
    private readonly file: NamespaceFile,
  ) {
    super(flags, file);
  }

  override get label(): string {
    return namespaceLabel(this.file.namespace);
  }
}

/** As readlink(2) shows it: "uts:[4026531838]". */
function namespaceLabel({ kind, inode }: Namespace): string {
  return `${kind}:[${inode}]`;
}

/** The one superblock of nsfs. It is mounted nowhere: paths come from magic links. */
export class NamespaceFileSystem {
  private readonly sb: PseudoSuperBlock;
  private readonly mount: Mount;
  /** By namespace, as long as the namespace lives. */
  private readonly dentries = new WeakMap<Namespace, Dentry>();

  constructor(minor: number, userNs: UserNamespace) {
    this.sb = new PseudoSuperBlock("nsfs", NSFS_MAGIC, minor, userNs);
    const root = new NamespaceRoot(this.sb, 1, S.IFDIR | 0o555);
    this.sb.root = root;
    this.mount = new Mount(0, this.sb, new Dentry("", undefined, root), 0, "nsfs", {
      mounts: 0,
      files: 0,
      flags: 0,
      abandoned: () => {},
    });
  }

  /** Where /proc/PID/ns/KIND leads. */
  path(namespace: Namespace): Path & PathLike {
    let dentry = this.dentries.get(namespace);
    if (dentry === undefined) {
      dentry = new Dentry(namespaceLabel(namespace), undefined, new NamespaceFile(this.sb, namespace));
      this.dentries.set(namespace, dentry);
    }
    return { mount: this.mount, dentry };
  }
}

class NamespaceRoot extends Inode {
  override lookup(_name: string, _caller: Caller): undefined {
    return undefined;
  }
}
