export interface AfterFrames {
  /** Any number of times in a frame is once after it. */
  soon(): void;
  dispose(): void;
}

/**
 * Calls at most once a frame, in a task of its own after it: what is made of the call and the layout that follows from it are then two
 * short tasks, and not one long one.
 */
export function afterFrames(call: () => void): AfterFrames {
  let frame = 0;
  let task: ReturnType<typeof setTimeout> | undefined;
  return {
    soon() {
      if (task !== undefined) return;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        task = setTimeout(() => {
          task = undefined;
          call();
        });
      });
    },
    dispose() {
      cancelAnimationFrame(frame);
      clearTimeout(task);
      frame = 0;
      task = undefined;
    },
  };
}
