/** Files of /proc about devices and drivers, as far as the simulated machine has them. */
import type { ChildTable } from "../fs/child-table";
import { GeneratedFile } from "../fs/generated";
import { ProcTable } from "./directory";
import type { ProcView } from "./view";

const DEVICES = `Character devices:
  1 mem
  4 ttyS
  5 /dev/tty
  5 /dev/console
  5 /dev/ptmx
 10 misc
128 ptm
136 pts

Block devices:
`;

const TTY_DRIVERS = `/dev/tty             /dev/tty        5       0 system:/dev/tty
/dev/console         /dev/console    5       1 system:console
/dev/ptmx            /dev/ptmx       5       2 system
serial               /dev/ttyS       4 64-65 serial
pty_slave            /dev/pts      136 0-1048575 pty:slave
pty_master           /dev/ptm      128 0-1048575 pty:master
`;

export function addHardwareFiles(table: ChildTable<ProcView>): void {
  const file = (name: string, show: (view: ProcView) => string) =>
    table.file(name, (view) => new GeneratedFile(view.sb, view.inode(), 0o444, { show: () => show(view) }));
  file("consoles", () => "ttyS0                -W- (EC p a)    4:64\n");
  file("devices", () => DEVICES);
  file("diskstats", () => "");
  table.directory("driver", directory);
  file("execdomains", () => "0-0\tLinux           \t[kernel]\n");
  table.directory("fs", directory);
  table.file(
    "sysrq-trigger",
    (view) => new GeneratedFile(view.sb, view.inode(), 0o200, { store: () => {}, writeError: "EIO" }),
  );
  table.directory("tty", tty);
  file("vmstat", ({ kernel }) => {
    const { free, shared } = kernel.memory.totals();
    return `nr_free_pages ${free}\nnr_shmem ${shared}\n`;
  });
}

function directory(view: ProcView): ProcTable {
  return new ProcTable(view.sb, view.inode(), 0o555);
}

function tty(view: ProcView): ProcTable {
  const file = (show: () => string) => new GeneratedFile(view.sb, view.inode(), 0o444, { show });
  const made = directory(view);
  made.add(
    "drivers",
    file(() => TTY_DRIVERS),
  );
  made.add(
    "ldiscs",
    file(() => "n_tty       0\nn_null     27\n"),
  );
  made.add("driver", directory(view));
  made.add("ldisc", directory(view));
  return made;
}
