/** v86 as one machine has it: the emulator, its wasm, and the memory that is the guest's RAM. */
import type { MachineConfig, MachineFiles } from "../guest";
import { assemble } from "./assemble";
import type { V86Cpu, V86Emulator, V86Module, WasmExports } from "./contract";
import type { IdeDisk } from "./disk/ide";
import { type Interception, intercept } from "./intercept";
import { inTimeOf, type MachineClock } from "./realm";
import type { StateOwner } from "./state";
import type { GuestRam } from "./virtio/ring";

/** What this realm has loaded of v86; shared by all its machines. */
export interface V86Parts {
  readonly module: V86Module;
  readonly wasm: WebAssembly.Module;
}

export class Engine {
  emulator!: V86Emulator;
  exports!: WasmExports;
  /** The guest's memory, for devices. */
  readonly ram: GuestRam = {
    bytes: () => this.memory(),
    write: (address, bytes) => this.cpu.write_blob(bytes, address),
  };

  constructor(private readonly machineClock: MachineClock) {}

  /** Builds v86 with every import wrapped that the interception names; nothing has run. */
  async build(
    { module, wasm }: V86Parts,
    config: MachineConfig,
    files: MachineFiles,
    hardDisk: IdeDisk | undefined,
    interception: Interception,
  ): Promise<void> {
    const { clock, jit, processor } = interception;
    this.emulator = await assemble(module, config, files, this.machineClock, hardDisk, async (imports) => {
      intercept(imports, interception);
      const instance = await WebAssembly.instantiate(wasm, imports as unknown as WebAssembly.Imports);
      this.exports = instance.exports as WasmExports;
      clock.attach(this.exports.memory);
      jit.attach(this.exports, imports.env.__indirect_function_table);
      processor.attach(this.exports);
      return this.exports;
    });
    jit.enable(false);
  }

  get cpu(): V86Cpu {
    return this.emulator.v86.cpu;
  }

  /** While v86 is being built there is none, and the wasm already calls. */
  get builtCpu(): V86Cpu | undefined {
    return this.emulator?.v86?.cpu;
  }

  /** Valid until the machine runs on. */
  memory(): Uint8Array {
    const { mem8 } = this.cpu;
    return new Uint8Array(this.exports.memory.buffer, mem8.byteOffset, mem8.length);
  }

  get stateOwner(): StateOwner {
    const { emulator, exports, machineClock } = this;
    return { emulator, exports, inTime: (body) => inTimeOf(machineClock, body) };
  }
}
