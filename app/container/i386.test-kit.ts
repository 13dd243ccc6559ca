/** A real i386 program in an image of its own: what the simulated kernel cannot run and a real guest can. */
import { imageFromTree } from "../sim/runtime/image/from-tree";

const BASE = 0x08048000;
export const MESSAGE = "hello from i386\n";

/** write(1, message, 16); exit(7): an ELF header, one program header, 34 bytes of code, the text. */
export function helloProgram(): Uint8Array {
  const headers = 52 + 32;
  const word = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
  const half = (value: number) => [value & 255, value >> 8];
  const code = (text: number) => [
    ...[0xb8, ...word(4)], // mov eax, 4: write
    ...[0xbb, ...word(1)], // mov ebx, 1
    ...[0xb9, ...word(text)], // mov ecx, text
    ...[0xba, ...word(MESSAGE.length)], // mov edx, length
    ...[0xcd, 0x80],
    ...[0xb8, ...word(1)], // mov eax, 1: exit
    ...[0xbb, ...word(7)], // mov ebx, 7
    ...[0xcd, 0x80],
  ];
  const size = headers + code(0).length + MESSAGE.length;
  return Uint8Array.from([
    ...[0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...half(2), // executable
    ...half(3), // i386
    ...word(1),
    ...word(BASE + headers),
    ...word(52),
    ...word(0),
    ...word(0),
    ...half(52),
    ...half(32),
    ...half(1),
    ...half(0),
    ...half(0),
    ...half(0),
    ...[
      ...word(1),
      ...word(0),
      ...word(BASE),
      ...word(BASE),
      ...word(size),
      ...word(size),
      ...word(5),
      ...word(4096),
    ],
    ...code(BASE + headers + code(0).length),
    ...new TextEncoder().encode(MESSAGE),
  ]);
}

export const helloImage = imageFromTree({
  references: ["hello:latest"],
  files: [{ path: "bin/hello", type: "file", mode: 0o755, data: helloProgram() }],
  process: { Cmd: ["/bin/hello"] },
  platform: { os: "linux", architecture: "386" },
  created: "2026-01-01T00:00:00Z",
});
