/** The last frames that went through the switch. What they say is read when somebody looks. */
import type { SwitchedFrame } from "@/app/sim/net/switch";
import { type FrameView, frameView } from "./frame-view";

export class RecentFrames {
  private readonly frames: { readonly frame: SwitchedFrame; readonly number: number; view?: FrameView }[] =
    [];
  private count = 0;

  constructor(private readonly most: number) {}

  add(frame: SwitchedFrame): void {
    this.frames.push({ frame, number: ++this.count });
    if (this.frames.length > this.most) this.frames.shift();
  }

  /** Oldest first. */
  views(): FrameView[] {
    return this.frames.map((one) => {
      one.view ??= frameView(one.frame, one.number);
      return one.view;
    });
  }
}
