/**
 * Which hardware each track's machine has, as v86 options.
 */
import { devicesOf, type MachineDevices } from "@/app/sim/vmm/devices";
import type { MachineConfig, MachineFiles } from "../guest";
import type { V86Cpu, V86Emulator, V86Module, WasmExports, WasmImports } from "./contract";
import type { IdeDisk } from "./disk/ide";
import { withSharedEmptyPorts } from "./ports";
import { inTimeOf, type MachineClock } from "./realm";

/** The smallest frame buffer v86 takes without rounding: nothing in these guests draws. */
const VGA_MEMORY_BYTES = 256 * 1024;

const CONSOLE_COLUMNS = 80;
const CONSOLE_ROWS = 24;

const CONSOLE = { uart: { uart1: true }, "virtio-console": { virtio_console: true } };
const NET = { ne2k: { net_device: { type: "ne2k" } }, "virtio-net": { net_device: { type: "virtio" } } };
/** What a PV machine has beside, without a counterpart in a PC. */
const ONLY_IN_PV = { virtio_balloon: true, filesystem: {} };
/** Floppy, disk, CD: as without a disk, so that a guest which is entered through firmware is still the one that is asked for. */
const BOOT_ORDER = 0x123;

/** PCI functions of a PC that the PV machine leaves out: the VGA adapter and, unless its disk is there, the IDE controller. */
const notInPv = ({ disk }: MachineDevices): string[] =>
  disk === undefined || disk.interface === "virtio-blk" ? ["vga", "ide"] : ["vga"];

function firmwareOptions(files: MachineFiles): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  if (files.multiboot) options.multiboot = { buffer: files.multiboot };
  if (files.bzimage) options.bzimage = { buffer: files.bzimage };
  if (files.bios) options.bios = { buffer: files.bios };
  if (files.vgaBios) options.vga_bios = { buffer: files.vgaBios };
  return options;
}

/** Builds the machine, switched off. */
export async function assemble(
  module: V86Module,
  config: MachineConfig,
  files: MachineFiles,
  clock: MachineClock,
  hardDisk: IdeDisk | undefined,
  instantiate: (imports: WasmImports) => Promise<WasmExports>,
): Promise<V86Emulator> {
  const devices = devicesOf(config.track, config.devices);
  const emulator = new module.V86({
    ...CONSOLE[devices.console],
    ...NET[devices.net],
    ...(config.track === "pv" ? ONLY_IN_PV : {}),
    ...(hardDisk === undefined ? {} : { hda: hardDisk, boot_order: BOOT_ORDER }),
    ...firmwareOptions(files),
    wasm_fn: instantiate,
    memory_size: config.memoryMiB * 2 ** 20,
    vga_memory_size: VGA_MEMORY_BYTES,
    cmdline: config.commandLine,
    acpi: false,
    // Otherwise a card that is restored keeps the address, and loses what it has received.
    preserve_mac_from_state_image: true,
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
  });
  const ready = new Promise<void>((resolve) => emulator.add_listener("emulator-loaded", () => resolve()));
  runInItsOwnTime(emulator, clock);
  await ready;
  if (config.track === "pv") for (const name of notInPv(devices)) unplug(emulator.v86.cpu, name);
  // v86 hands the virtio console's rows to the guest as its columns, and the other way round.
  if (devices.console === "virtio-console")
    emulator.bus.send("virtio-console0-resize", [CONSOLE_ROWS, CONSOLE_COLUMNS]);
  return emulator;
}

/** v86 builds its devices in callbacks of its own: they are made to see the machine's clock and randomness too. */
function runInItsOwnTime(emulator: V86Emulator, clock: MachineClock): void {
  const continueInit = emulator.continue_init;
  emulator.continue_init = (v86, options) => {
    const init = v86.init.bind(v86);
    v86.init = (settings) => inTimeOf(clock, () => withSharedEmptyPorts(() => init(settings)));
    return inTimeOf(clock, () => continueInit.call(emulator, v86, options));
  };
}

/** Takes a device off the PCI bus; its ports stay, but nothing finds them. */
function unplug(cpu: V86Cpu, name: string): void {
  const device = cpu.devices[name] as { pci_id?: number } | undefined;
  if (device?.pci_id === undefined) return;
  const slot = device.pci_id;
  cpu.devices.pci.device_spaces[slot] = undefined;
  cpu.devices.pci.devices[slot] = undefined;
}
