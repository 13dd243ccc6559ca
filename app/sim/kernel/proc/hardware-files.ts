/** Files of /proc about devices and drivers, as far as the simulated machine has them. */
import type { Inode } from "../fs/contract";
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

export function hardwareFiles(view: ProcView): readonly (readonly [string, Inode])[] {
  const { kernel } = view;
  const file = (show: () => string, permissions = 0o444) =>
    new GeneratedFile(view.sb, view.inode(), permissions, { show });
  const directory = () => new ProcTable(view.sb, view.inode(), 0o555);
  const tty = directory();
  tty.add(
    "drivers",
    file(() => TTY_DRIVERS),
  );
  tty.add(
    "ldiscs",
    file(() => "n_tty       0\nn_null     27\n"),
  );
  tty.add("driver", directory());
  tty.add("ldisc", directory());
  return [
    ["consoles", file(() => "ttyS0                -W- (EC p a)    4:64\n")],
    ["devices", file(() => DEVICES)],
    ["diskstats", file(() => "")],
    ["driver", directory()],
    ["execdomains", file(() => "0-0\tLinux           \t[kernel]\n")],
    ["fs", directory()],
    [
      "sysrq-trigger",
      new GeneratedFile(view.sb, view.inode(), 0o200, { store: () => {}, writeError: "EIO" }),
    ],
    ["tty", tty],
    [
      "vmstat",
      file(() => {
        const { free, shared } = kernel.memory.totals();
        return `nr_free_pages ${free}\nnr_shmem ${shared}\n`;
      }),
    ],
  ];
}
