import type { HostMemoryView } from "@/app/sim/host/view";
import { FRAME_STATES, type FrameState } from "@/app/sim/memory/frames";
import type { TextureInk } from "@/app/ui/TexturePattern";
import { colourOf, hostLook } from "../palette";

export const stateWords: Readonly<Record<FrameState, string>> = {
  free: "free",
  anon: "anonymous",
  file: "page cache",
  merged: "merged",
  kernel: "the host’s kernel",
  huge: "anonymous, huge page",
};

export const stateOf = (index: number): FrameState => FRAME_STATES[index] ?? "free";

export interface FrameGroup {
  readonly key: string;
  readonly label: string;
  readonly frames: number;
}

/** The host's frames by state; they add up to all of them. */
export function groupsOf(memory: HostMemoryView): readonly FrameGroup[] {
  return [
    { key: "kernel", label: stateWords.kernel, frames: memory.kernelFrames },
    { key: "anon", label: stateWords.anon, frames: memory.anonFrames },
    { key: "file", label: stateWords.file, frames: memory.fileFrames },
    { key: "merged", label: stateWords.merged, frames: memory.mergedFrames },
    { key: "free", label: stateWords.free, frames: memory.freeFrames },
  ];
}

/** The states as series of a bar of their own, whoever owns the frames. */
export function groupInk(key: string, dark: boolean): TextureInk {
  const grey = (tone: "wash" | "light" | "mid" | "strong") => colourOf(hostLook, tone, dark);
  switch (key) {
    case "kernel":
      return { texture: "solid", ground: grey("strong"), ink: grey("strong") };
    case "anon":
      return { texture: "solid", ground: grey("light"), ink: grey("strong") };
    case "file":
      return { texture: "horizontal", ground: grey("wash"), ink: grey("mid") };
    case "merged":
      return { texture: "dots", ground: grey("wash"), ink: grey("strong") };
    default:
      return { texture: "solid", ground: "transparent", ink: grey("light") };
  }
}
