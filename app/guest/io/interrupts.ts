/** Interrupts as the guest's own kernel counted them: /proc/interrupts before and after. */

/** Counts by the name at the end of a line; lines of the processor itself (NMI, LOC …) have no device and are left out. */
export function interruptsOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split("\n")) {
    const found = /^\s*\d+:\s+(\d+)\s+\S+\s+(.+?)\s*$/.exec(line);
    if (found !== null) counts.set(found[2]!, (counts.get(found[2]!) ?? 0) + Number(found[1]));
  }
  return counts;
}

/** Interrupts between two readings of the devices whose name matches. */
export function interruptsBetween(before: string, after: string, name: RegExp): number {
  const earlier = interruptsOf(before);
  let sum = 0;
  for (const [device, count] of interruptsOf(after))
    if (name.test(device)) sum += count - (earlier.get(device) ?? 0);
  return sum;
}
