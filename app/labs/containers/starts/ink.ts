import type { TextureInk } from "@/app/ui/TexturePattern";
import { colourOf, hostLook } from "../../host/palette";
import { LOOK } from "../looks";
import type { StepKind } from "./bars";

export const stepWords: Readonly<Record<StepKind, string>> = {
  kernel: "kernel: system calls",
  runtime: "the runtime’s own work",
  waiting: "one side waits for the other",
};

/** Kinds of steps differ in texture and tone. */
export function stepInk(kind: StepKind, dark: boolean): TextureInk {
  const tone = (name: "wash" | "light" | "strong") => colourOf(LOOK, name, dark);
  const inks: Readonly<Record<StepKind, TextureInk>> = {
    kernel: { texture: "solid", ground: tone("strong"), ink: tone("strong") },
    runtime: { texture: "diagonal", ground: tone("wash"), ink: tone("strong") },
    waiting: { texture: "dots", ground: "transparent", ink: colourOf(hostLook, "mid", dark) },
  };
  return inks[kind];
}
