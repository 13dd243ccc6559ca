/**
 * What v86 does not document and this adapter relies on: its parts as they are installed. What they do as they run is in
 * contract-run.test.ts. When the pinned version changes and one of these fails, the adapter has to change with it.
 */
import { describe, expect, it } from "vitest";
import packageJson from "@/package.json";
import { JIT_TABLE_OFFSET, JIT_TABLE_SIZE, type WasmImports } from "./contract";
import { bare } from "./contract.test-kit";
import { intercept } from "./intercept";
import { engineOf, readyLinux, text, tinyMachine } from "./machine.test-kit";
import { isNonZero } from "./pages";
import { tinyGuest, x86 } from "./tiny-guest";

const DATA = 0x200000;

describe("v86 as installed", () => {
  it("is pinned to one exact version", () => {
    expect(packageJson.dependencies.v86).toBe("0.5.462");
  });

  it("offers its imports to wasm_fn, by the names that are wrapped", async () => {
    const { imports } = await bare();
    const wrapped: WasmImports = { env: { ...imports.env } };
    intercept(wrapped, {} as never);
    const changed = Object.keys(wrapped.env).filter((name) => wrapped.env[name] !== imports.env[name]);
    expect(changed.sort()).toEqual(
      [
        "codegen_finalize",
        "console_log_from_wasm",
        "get_rand_int",
        "io_port_read16",
        "io_port_read32",
        "io_port_read8",
        "io_port_write16",
        "io_port_write32",
        "io_port_write8",
        "jit_clear_all_funcs",
        "jit_clear_func",
        "microtick",
        "mmap_read32",
        "mmap_read8",
        "mmap_write128",
        "mmap_write16",
        "mmap_write32",
        "mmap_write64",
        "mmap_write8",
        "run_hardware_timers",
      ].sort(),
    );
    for (const name of changed) expect(typeof imports.env[name], name).toBe("function");
    expect(imports.env.__indirect_function_table).toBeInstanceOf(WebAssembly.Table);
    expect(imports.env.__indirect_function_table.length).toBeGreaterThanOrEqual(
      JIT_TABLE_OFFSET + JIT_TABLE_SIZE,
    );
  });

  it("exports what the adapter calls", async () => {
    const { exports } = await bare();
    for (const name of [
      "main_loop",
      "set_jit_config",
      "codegen_finalize_finished",
      "get_eflags",
      "is_memory_zeroed",
    ])
      expect(typeof exports[name], name).toBe("function");
    expect(exports.memory).toBeInstanceOf(WebAssembly.Memory);
  });

  it("names its devices and ports so that an access can be attributed", async () => {
    const { cpu } = await bare({
      net_device: { type: "virtio" },
      virtio_console: true,
      virtio_balloon: true,
      filesystem: {},
      uart1: true,
    });
    const devices = Object.keys(cpu.devices);
    for (const name of [
      "uart0",
      "uart1",
      "pci",
      "vga",
      "ide",
      "virtio_net",
      "virtio_console",
      "virtio_balloon",
      "virtio_9p",
    ])
      expect(devices, name).toContain(name);
    expect(cpu.io.ports[0x3f8]?.device).toBe(cpu.devices.uart0);
    const { virtio } = cpu.devices.virtio_net as { virtio: object };
    expect(cpu.io.ports.some((port) => port?.device === virtio)).toBe(true);
  });

  it("keeps input for the console where it can be counted and taken back", async () => {
    const { cpu, emulator } = await bare({ virtio_console: true });
    const uart = cpu.devices.uart0!;
    emulator.bus.send("serial0-input", 0x41);
    expect(uart.input.length).toBe(1);
    expect(uart.input.shift()).toBe(0x41);
    const { queues } = cpu.devices.virtio_console!.virtio;
    expect(queues[0]!.has_request()).toBe(false);
    expect(queues[4]!.has_request()).toBe(false);
  });

  it("takes any object for a hard disk, and asks it again when a command is given again", async () => {
    const asked: unknown[] = [];
    const hda = {
      byteLength: 2 ** 20,
      onload: (_: object) => {},
      load() {
        this.onload({});
      },
      get: (offset: number, length: number, _done: () => void, options: { signal: AbortSignal }) =>
        asked.push([offset, length, options.signal.aborted]),
      set: () => {},
      get_and_cache: (_: number, length: number, done: (bytes: Uint8Array) => void) =>
        done(new Uint8Array(length)),
      get_from_cache: (_: number, length: number) => new Uint8Array(length),
      get_state: () => [],
      set_state: () => {},
    };
    const { cpu, imports } = await bare({ hda });
    const write = imports.env.io_port_write8 as (port: number, value: number) => void;
    const READ_SECTORS = 0x20;
    for (const [port, value] of [
      [0x1f6, 0xe0],
      [0x1f2, 2],
      [0x1f3, 5],
      [0x1f4, 0],
      [0x1f5, 0],
      [0x1f7, READ_SECTORS],
    ] as const)
      write(port, value);
    const drive = cpu.devices.ide!.primary!.master;
    expect(drive.current_command).toBe(READ_SECTORS);
    drive.ata_read_sectors(READ_SECTORS);
    expect(asked).toEqual([
      [5 * 512, 1024, false],
      [5 * 512, 1024, false],
    ]);
    expect(drive.channel).toMatchObject({ irq: 14, prdt_addr: 0, dma_status: 0 });
    for (const name of ["do_ata_read_sectors_dma", "do_ata_write_sectors_dma", "push_irq"] as const)
      expect(typeof drive[name], name).toBe("function");
    expect([typeof drive.status_reg, typeof drive.error_reg]).toEqual(["number", "number"]);
  });

  it("lets a device be plugged into the PCI bus, with the ports that it has registered", async () => {
    const { cpu, imports } = await bare();
    const port = 0xe800;
    const written: number[] = [];
    const device = {
      name: "test",
      pci_id: 13 << 3,
      pci_space: [
        0xf4,
        0x1a,
        ...new Array(14).fill(0),
        (port & 0xff) | 1,
        port >> 8,
        ...new Array(238).fill(0),
      ],
      pci_bars: [{ size: 16, entries: [] as unknown[], original_bar: 0 }],
    };
    for (let at = 0; at < 16; at++) {
      cpu.io.register_read(
        port + at,
        device,
        () => at,
        () => at,
        () => at,
      );
      cpu.io.register_write(
        port + at,
        device,
        (v) => written.push(v),
        (v) => written.push(v),
        (v) => written.push(v),
      );
    }
    cpu.devices.pci.register_device(device);
    const { io_port_read8, io_port_write16 } = imports.env as Record<string, (...args: number[]) => number>;
    expect(io_port_read8!(port + 7)).toBe(7);
    io_port_write16!(port, 0x1234);
    expect(written).toEqual([0x1234]);
    expect(cpu.io.ports[port]!.device).toBe(device);
    expect(device.pci_bars[0]!.entries[0]).toBe(cpu.io.ports[port]);
    expect(cpu.devices.pci.device_spaces[device.pci_id]![0]).toBe(0x1af4);
    for (const name of ["raise_irq", "lower_irq"] as const)
      expect(typeof cpu.devices.pci[name]).toBe("function");
    expect(typeof cpu.device_lower_irq).toBe("function");
  });

  it("lets a device be taken off the PCI bus", async () => {
    const { cpu } = await bare();
    for (const name of ["vga", "ide"]) {
      const { pci_id: slot } = cpu.devices[name] as { pci_id: number };
      expect(cpu.devices.pci.device_spaces[slot], name).toBeInstanceOf(Int32Array);
    }
  });

  it("saves its devices without guest memory when pack_memory is replaced", async () => {
    const { cpu, emulator } = await bare({ multiboot: { buffer: tinyGuest([...x86.haltForEver]) } });
    const whole = emulator.v86.save_state().byteLength;
    cpu.pack_memory = () => ({
      bitmap: { get_buffer: () => new ArrayBuffer(0) },
      packed_memory: new Uint8Array(0),
    });
    expect(emulator.v86.save_state().byteLength).toBeLessThanOrEqual(whole - 4096);
  });

  it("puts guest memory into its wasm memory at a place that it tells", async () => {
    const { cpu, exports } = await bare();
    cpu.mem8[DATA] = 77;
    expect(new Uint8Array(exports.memory.buffer)[cpu.mem8.byteOffset + DATA]).toBe(77);
  });
});

describe("the port table", () => {
  it("is built the same with one shared empty entry, and every device keeps its own", async () => {
    const { cpu } = await bare();
    const { machine } = await tinyMachine([...x86.haltForEver]);
    const { ports } = engineOf(machine).cpu.io;
    expect(ports.length).toBe(cpu.io.ports.length);
    const answered = (table: typeof ports) =>
      table.flatMap((entry, port) =>
        entry.device === undefined ? [] : [`${port.toString(16)} ${entry.device?.constructor.name}`],
      );
    const bareWithSerial = await bare({
      uart1: true,
      multiboot: { buffer: tinyGuest([...x86.haltForEver]) },
    });
    expect(answered(ports)).toEqual(answered(bareWithSerial.cpu.io.ports));
    expect(new Set(ports).size).toBeLessThan(1000);
    expect("ports" in Object.prototype).toBe(false);
  });
});

describe("the page count", () => {
  it("from the wasm is that of a plain loop", async () => {
    const guest = await readyLinux();
    const memory = new Int32Array((await guest.readMemory(0, guest.config.memoryMiB * 2 ** 20)).buffer);
    let touched = 0;
    for (let at = 0; at < memory.length; at += 1024) if (isNonZero(memory, at, at + 1024)) touched++;
    expect(await guest.pagesTouched()).toBe(touched);
  });
});

describe("the virtio console", () => {
  it("has 80 columns and 24 rows, once v86's order is put right", async () => {
    const guest = await readyLinux({ track: "pv" });
    const { stdout } = await guest.exec("stty size < /dev/hvc0", { timeoutNs: 10e9 });
    expect(text(stdout)).toBe("24 80\n");
  });
});
