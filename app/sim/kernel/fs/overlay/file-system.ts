/** overlay for mount(2). */
import type { FileSystemType } from "../mount-table";
import { findLayers } from "./layers";
import { parseOverlayOptions } from "./options";
import { Overlay } from "./super-block";

/** `log` takes lines for the kernel's log. */
export function overlayType(device: () => number, log: (text: string) => void): FileSystemType {
  const names = { last: 0 };
  return {
    type: "overlay",
    nodev: true,
    userMountable: true,
    make: (_source, data, _flags, caller) => {
      const config = parseOverlayOptions(data, log);
      return new Overlay(findLayers(config, caller, log), config, device, caller, names, log);
    },
  };
}
