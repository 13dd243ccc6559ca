/**
 * VMware's steal clock: a guest gives the hypervisor the address of a structure, and finds there for how long its processor
 * wanted to run and had no core. Linux shows it as `steal` in /proc/stat (arch/x86/kernel/cpu/vmware.c asks with command
 * 91: ESI and EDI are the two halves of the physical address, or 0 and 1 to switch it off; the first eight bytes of the
 * structure count cycles of the virtual time stamp counter, here nanoseconds).
 */

const NOT_AVAILABLE = -1;
const DISABLED = 0;
const ENABLED = 1;

/** ESI and EDI of the command that switches it off; it also serves to ask whether there is one. */
const SWITCH_OFF = 1;
const STRUCTURE_BYTES = 64;

export class StealClock {
  private address: number | undefined;
  private stolenNs = 0;

  /** Answers the guest's command. */
  command(high: number, low: number, ram: Uint8Array): number {
    if (high === 0 && low === SWITCH_OFF) {
      this.address = undefined;
      return DISABLED;
    }
    const address = low >>> 0;
    if (high !== 0 || address % STRUCTURE_BYTES !== 0 || address + STRUCTURE_BYTES > ram.length)
      return NOT_AVAILABLE;
    this.address = address;
    this.write(ram);
    return ENABLED;
  }

  /** Tells the guest, if it has asked. */
  update(stolenNs: number, ram: () => Uint8Array): void {
    if (stolenNs === this.stolenNs) return;
    this.stolenNs = stolenNs;
    if (this.address !== undefined) this.write(ram());
  }

  private write(ram: Uint8Array): void {
    if (this.address === undefined) return;
    const structure = new DataView(ram.buffer, ram.byteOffset + this.address, STRUCTURE_BYTES);
    structure.setBigUint64(0, BigInt(Math.floor(this.stolenNs)), true);
  }

  save(): number | undefined {
    return this.address;
  }

  load(address: number | undefined, stolenNs: number): void {
    this.address = address;
    this.stolenNs = stolenNs;
  }
}
