/** The address that sets the workbench up as it stands, and starts what was started. */
import type { ColumnState } from "@/app/guest/lab/state";
import type { HostSettings } from "@/app/sim/together/settings";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import { hostParameters } from "../host/hostParameters";
import { isOn } from "../words";

/**
 * The query that `readUrlRequest` reads the same columns, seed and host from. What was typed is not in it, nor what a column
 * brought in: layers of disks and saved states stay with the page.
 */
export function queryFor(columns: readonly ColumnState[], seed: number, host: HostSettings): string {
  const ids = columns.map(({ id }) => id);
  const started = columns.filter(({ power }) => isOn(power)).map(({ id }) => id);
  const parameters: [string, string][] = [
    ["columns", ids.join(",")],
    ["seed", String(seed)],
    ...columns.flatMap(ofColumn),
    ...hostParameters(host, ids),
    ...(started.length === 0 ? [] : [["autoboot", started.join(",")] as [string, string]]),
  ];
  // Commas may stand in a query; as %2C they would make it unreadable.
  return parameters
    .map(([field, value]) => `${field}=${encodeURIComponent(value).replaceAll("%2C", ",")}`)
    .join("&");
}

function ofColumn(column: ColumnState): [string, string][] {
  if (column.track === "container") return [];
  const { id, via, image, devices } = column;
  return [
    [`${id}.via`, via],
    [`${id}.image`, image],
    ...Object.entries(partsOf(devices)).flatMap(([part, value]): [string, string][] =>
      value === undefined ? [] : [[`${id}.${part}`, value]],
    ),
  ];
}

const partsOf = ({ net, console, clock, disk, sharedMemory }: Partial<MachineDevices> = {}) => ({
  disk: disk?.interface,
  medium: disk?.medium,
  net,
  console,
  clock,
  "shared-memory": sharedMemory === undefined ? undefined : String(sharedMemory.sizeBytes / 1024),
});
