/** The file systems of this folder, for mount(2). proc, sysfs and cgroup2 register themselves with MountTable.register. */
import { devptsType } from "./devpts";
import type { MountServices } from "./mount-services";
import type { MountTable } from "./mount-table";
import { mqueueType } from "./mqueue";
import { otherTypes } from "./other-types";
import { overlayType } from "./overlay/file-system";
import { tmpfsType } from "./tmpfs/file-system";
import { ramfsType } from "./tmpfs/ramfs";

export function registerFileSystems(table: MountTable, services: MountServices): void {
  const device = () => services.anonymousDevice();
  const { totalPages } = services.memory;
  const account = () => services.memory.pageAccount();
  const log = (text: string) => services.log(text);
  for (const type of otherTypes(log)) table.register(type);
  table.register(tmpfsType(device, totalPages, account, log));
  table.register(ramfsType(device, totalPages, account));
  table.register(devptsType(device, log));
  table.register(mqueueType(device, log));
  table.register(overlayType(device, log));
}
