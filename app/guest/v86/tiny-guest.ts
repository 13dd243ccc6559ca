/**
 * Guests of a few bytes, for tests: a multiboot ELF around hand-assembled 32-bit code, entered directly. Paging is off, one
 * flat segment covers all memory, interrupts are disabled.
 */

const LOAD_ADDRESS = 0x100000;
const HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
/** The multiboot header stands before the code. */
const MULTIBOOT_BYTES = 16;

export function tinyGuest(code: readonly number[]): ArrayBuffer {
  const segment = MULTIBOOT_BYTES + code.length;
  const at = HEADER_BYTES + PROGRAM_HEADER_BYTES;
  const file = new Uint8Array(Math.max(8192, at + segment));
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  const halves: [number, number][] = [
    [16, 2],
    [18, 3],
    [40, HEADER_BYTES],
    [42, PROGRAM_HEADER_BYTES],
    [44, 1],
    [46, 40],
  ];
  for (const [offset, value] of halves) view.setUint16(offset, value, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, LOAD_ADDRESS + MULTIBOOT_BYTES, true);
  view.setUint32(28, HEADER_BYTES, true);
  [1, at, LOAD_ADDRESS, LOAD_ADDRESS, segment, segment, 7, 16].forEach((word, i) => {
    view.setUint32(HEADER_BYTES + i * 4, word, true);
  });
  const magic = 0x1badb002;
  const flags = 3;
  view.setUint32(at, magic, true);
  view.setUint32(at + 4, flags, true);
  view.setUint32(at + 8, -(magic + flags) >>> 0, true);
  file.set(code, at + MULTIBOOT_BYTES);
  return file.buffer;
}

const word = (value: number): number[] => [
  value & 0xff,
  (value >>> 8) & 0xff,
  (value >>> 16) & 0xff,
  (value >>> 24) & 0xff,
];

/** The instructions that the tests need, as bytes. */
export const x86 = {
  movEax: (value: number) => [0xb8, ...word(value)],
  movEcx: (value: number) => [0xb9, ...word(value)],
  movEdx: (value: number) => [0xba, ...word(value)],
  movEsi: (value: number) => [0xbe, ...word(value)],
  movEdi: (value: number) => [0xbf, ...word(value)],
  /** dec ecx; jnz back to the dec: two instructions a round. */
  countDown: [0x49, 0x75, 0xfd],
  outDxAl: [0xee],
  outDxAx: [0x66, 0xef],
  outDxEax: [0xef],
  inAlDx: [0xec],
  inEaxDx: [0xed],
  haltForEver: [0xf4],
  jumpToSelf: [0xeb, 0xfe],
  /** jmp to an absolute address. */
  jumpTo: (address: number) => [...x86.movEax(address), 0xff, 0xe0],
  /** lidt with a limit of 0, then a breakpoint: a triple fault. */
  tripleFault: [0x83, 0xec, 0x08, 0xc7, 0x04, 0x24, 0, 0, 0, 0, 0x0f, 0x01, 0x1c, 0x24, 0xcc],
  /** mov [address], eax */
  storeEax: (address: number) => [0xa3, ...word(address)],
} as const;
