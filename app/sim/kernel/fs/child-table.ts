/** Directories whose children follow from what the directory is: a table for all of a kind, from which each makes what is looked up. */
import type { DirEntry, Inode } from "./contract";

type MakeChild<Of> = (of: Of) => Inode;

/** The names in directories of one kind, in the order in which they are listed. */
export class ChildTable<Of> {
  private readonly makers = new Map<string, MakeChild<Of>>();
  /** How many of them are directories. */
  directories = 0;

  file(name: string, make: MakeChild<Of>): void {
    this.makers.set(name, make);
  }

  directory(name: string, make: MakeChild<Of>): void {
    this.makers.set(name, make);
    this.directories++;
  }

  get names(): Iterable<string> {
    return this.makers.keys();
  }

  maker(name: string): MakeChild<Of> | undefined {
    return this.makers.get(name);
  }
}

/** The children of one directory. They are made when they are first asked for: most of them never are. */
export class LazyChildren<Of> {
  private made: Map<string, Inode> | undefined;

  constructor(
    readonly table: ChildTable<Of>,
    private readonly of: Of,
  ) {}

  lookup(name: string): Inode | undefined {
    const known = this.made?.get(name);
    if (known !== undefined) return known;
    const child = this.table.maker(name)?.(this.of);
    if (child === undefined) return undefined;
    this.made ??= new Map();
    this.made.set(name, child);
    return child;
  }

  entries(): readonly DirEntry[] {
    return [...this.table.names].map((name) => {
      const { ino, type } = this.lookup(name)!;
      return { name, ino, type };
    });
  }
}

/** Tables of directories within directories, by path. */
export class TableTree<Of> {
  readonly root = new ChildTable<Of>();
  private readonly tables = new Map<string, ChildTable<Of>>([["", this.root]]);

  constructor(private readonly makeDirectory: (of: Of, table: ChildTable<Of>) => Inode) {}

  /** The table at a path such as "net/ipv4", made with those above it if need be. */
  at(path: string): ChildTable<Of> {
    const known = this.tables.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf("/");
    const made = new ChildTable<Of>();
    this.at(path.slice(0, Math.max(0, cut))).directory(path.slice(cut + 1), (of) =>
      this.makeDirectory(of, made),
    );
    this.tables.set(path, made);
    return made;
  }
}
