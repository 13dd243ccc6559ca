/** A real i386 program in a container, in the real guest's own kernel. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_COSTS } from "@/app/guest/lab/defaults";
import type { Lab } from "@/app/guest/lab/lab";
import { createNodeLab } from "@/app/guest/lab/node";
import { foreignOf } from "@/app/sim/runtime/engine/image-info";
import { containerSpec } from "@/app/sim/runtime/engine/test-kit";
import { imageFromTree } from "@/app/sim/runtime/image/from-tree";
import { type GuestExec, runInGuest } from "./in-guest";

const BASE = 0x08048000;
const MESSAGE = "hello from i386\n";

/** write(1, message, 16); exit(7): an ELF header, one program header, 34 bytes of code, the text. */
function helloProgram(): Uint8Array {
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
    ...Buffer.from(MESSAGE),
  ]);
}

const image = imageFromTree({
  references: ["hello:latest"],
  files: [{ path: "bin/hello", type: "file", mode: 0o755, data: helloProgram() }],
  process: { Cmd: ["/bin/hello"] },
  platform: { os: "linux", architecture: "386" },
  created: "2026-01-01T00:00:00Z",
});

describe("a real image in the real guest", () => {
  let lab: Lab;
  let exec: GuestExec;

  beforeAll(async () => {
    const column = { id: "vm", track: "vm", image: "linux", via: "snapshot" } as const;
    lab = createNodeLab({ id: "test", seed: 1, costs: DEFAULT_COSTS, columns: [column] });
    await lab.boot("vm");
    exec = async (script) => await lab.exec("vm", script, { timeoutNs: 60e9 });
  }, 180_000);

  afterAll(() => lab?.dispose());

  it("is no program of the simulated kernel, and says what it is", () => {
    expect(foreignOf(image)).toContain("a 32-bit ELF program for Intel 80386 (i386), statically linked");
  });

  it("runs as a container there, and nothing of it is left", async () => {
    const before = await exec("mount; ls /run /sys/fs/cgroup/docker 2>/dev/null | grep -v '\\.'");
    const { stdout, stderr, status } = await runInGuest(exec, image, containerSpec());
    expect([Buffer.from(stdout).toString(), Buffer.from(stderr).toString(), status]).toEqual([
      MESSAGE,
      "",
      7,
    ]);
    const after = await exec(
      "rmdir /run/triptych; mount; ls /run /sys/fs/cgroup/docker 2>/dev/null | grep -v '\\.'",
    );
    expect(Buffer.from(after.stdout).toString().replace("\n/sys/fs/cgroup/docker:\n", "")).toBe(
      Buffer.from(before.stdout).toString(),
    );
  }, 180_000);
});
