/** The file systems of this folder, for mount(2). proc, sysfs and cgroup2 register themselves with MountTable.register. */
import { devptsType } from "./devpts";
import type { MountServices } from "./mount-services";
import type { MountTable } from "./mount-table";
import { mqueueType } from "./mqueue";
import { otherTypes } from "./other-types";
import { overlayType } from "./overlay/file-system";
import { tmpfsType } from "./tmpfs/file-system";
import { ramfsType } from "./tmpfs/ramfs";

/** Pages that the guest's kernel has for itself and all others, with 32 MiB: half of them is a tmpfs' default limit. */
export const TOTAL_PAGES = 7003;

export function registerFileSystems(table: MountTable, services: MountServices): void {
  const device = () => services.anonymousDevice();
  const account = () => services.memory.pageAccount();
  const log = (text: string) => services.log(text);
  for (const type of otherTypes(log)) table.register(type);
  table.register(tmpfsType(device, TOTAL_PAGES, account, log));
  table.register(ramfsType(device, TOTAL_PAGES, account));
  table.register(devptsType(device, log));
  table.register(mqueueType(device, log));
  table.register(overlayType(device, log));
}
