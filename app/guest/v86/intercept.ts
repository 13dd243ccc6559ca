/**
 * Wraps what v86's wasm imports: the clock, randomness, device accesses and compiled code pass through here. v86 offers the
 * imports object through its public `wasm_fn` option before it instantiates the module.
 */
import { MARK_PORT } from "./boot";
import type { VirtualClock } from "./clock";
import type { V86Cpu, WasmExports, WasmImports } from "./contract";
import type { ExitCounters } from "./exits";
import { answerHypercall, BACKDOOR_PORT } from "./hypercall";
import type { JitInstaller } from "./jit";
import type { Processor } from "./processor";
import { answerPvCall, PV_PORT, type PvHost } from "./pv-calls";
import type { StealClock } from "./steal-clock";

export interface Interception {
  readonly clock: VirtualClock;
  readonly exits: ExitCounters;
  readonly jit: JitInstaller;
  readonly processor: Processor;
  readonly stealClock: StealClock;
  readonly nsPerExit: number;
  /** Answer the hypervisor's port for PV guests: the PV track. */
  readonly hypercalls: boolean;
  /** Answer the port of the hypervisor's clock. */
  readonly hypervisorClock: boolean;
  /** Devices of the adapter's own tell the guest what is due: called where v86's timers do. */
  readonly onTimers: () => void;
  readonly pvHost: PvHost;
  /** Whether a 16-bit write may reach the device at that port. */
  admits(port: number, value: number): boolean;
  /** A device of v86's has thrown. */
  onDeviceFault(): void;
  cpu(): V86Cpu | undefined;
  exports(): WasmExports;
  ram(): Uint8Array;
  int32(): number;
  onMark(code: number): void;
  onReset(): void;
  onPanic(message: string): void;
}

type Read = (address: number) => number;
type Write = (address: number, ...values: number[]) => void;

const KEYBOARD_CONTROLLER = 0x64;
const PULSE_RESET_LINE = 0xfe;
const RESET_CONTROL = 0xcf9;
const PCI_ADDRESS = 0xcf8;
const PCI_DATA = 0xcfc;

export function intercept(imports: WasmImports, to: Interception): void {
  const env = imports.env;
  env.microtick = () => to.processor.microtickMs();
  const runTimers = env.run_hardware_timers;
  env.run_hardware_timers = (acpi) => {
    to.onTimers();
    return runTimers(acpi, to.clock.nowMs());
  };
  env.get_rand_int = () => to.int32();
  env.codegen_finalize = (index, start, flags, ptr, len) => to.jit.queue(index, start, flags, ptr, len);
  env.jit_clear_func = (index) => to.jit.forget(index);
  env.jit_clear_all_funcs = () => to.jit.forgetAll();
  env.console_log_from_wasm = (offset: number, length: number) =>
    to.onPanic(
      new TextDecoder().decode(
        new Uint8Array(to.exports().memory.buffer, offset >>> 0, length >>> 0).slice(),
      ),
    );
  interceptPorts(env, to);
  interceptMmio(env, to);
}

function interceptPorts(env: WasmImports["env"], to: Interception): void {
  const { exits, clock, nsPerExit } = to;
  for (const width of [8, 16, 32] as const) {
    const read = survivingRead(env[`io_port_read${width}`] as Read, width, to);
    env[`io_port_read${width}`] = (port: number) => {
      exits.port(port, false, to.cpu());
      clock.charge(nsPerExit);
      if (port === BACKDOOR_PORT && to.hypervisorClock) {
        const answer = answerHypercall(to.exports().memory, to.stealClock, to.ram);
        if (answer !== undefined) return answer;
      }
      if (port === PV_PORT && width === 32 && to.hypercalls)
        return answerPvCall(to.exports().memory, to.pvHost);
      return read(port);
    };
    const write = survivingWrite(env[`io_port_write${width}`] as Write, to);
    env[`io_port_write${width}`] = (port: number, value: number) => {
      if (port === MARK_PORT) return to.onMark(value & 0xff);
      exits.port(port, true, to.cpu());
      clock.charge(nsPerExit);
      if (isReset(port, value)) return to.onReset();
      if (port === PCI_ADDRESS) exits.notePciAddress(value);
      else if (port >= PCI_DATA && port < PCI_DATA + 4) exits.notePciData();
      if (width !== 16 || to.admits(port, value)) write(port, value);
    };
  }
}

/**
 * v86's devices throw where a guest does to them what no driver does. That is no reason to end the guest: what it did has no
 * effect, and it reads ones. A trap of the wasm is another matter.
 */
function survivingRead(read: Read, width: 8 | 16 | 32, to: Interception): Read {
  return (address) => {
    try {
      return read(address);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      to.onDeviceFault();
      return -1 >>> (32 - width);
    }
  };
}

function survivingWrite(write: Write, to: Interception): Write {
  return (address, ...values) => {
    try {
      write(address, ...values);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      to.onDeviceFault();
    }
  };
}

/** The two usual ways to pull a PC's reset line. v86 would start over; here the machine ends and says so. */
const isReset = (port: number, value: number): boolean =>
  (port === KEYBOARD_CONTROLLER && (value & 0xff) === PULSE_RESET_LINE) ||
  (port === RESET_CONTROL && (value & 0x06) === 0x06);

function interceptMmio(env: WasmImports["env"], to: Interception): void {
  const { exits, clock, nsPerExit } = to;
  for (const width of [8, 32] as const) {
    const name = `mmap_read${width}`;
    const read = survivingRead(env[name] as Read, width, to);
    env[name] = (address: number) => {
      exits.mmio(address, false);
      clock.charge(nsPerExit);
      return read(address);
    };
  }
  for (const name of ["mmap_write8", "mmap_write16", "mmap_write32", "mmap_write64", "mmap_write128"]) {
    const write = survivingWrite(env[name] as Write, to);
    env[name] = (address: number, ...values: number[]) => {
      exits.mmio(address, true);
      clock.charge(nsPerExit);
      write(address, ...values);
    };
  }
}
