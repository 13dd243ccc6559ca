const QUIET_MS = 4000;
const INPUTS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** The part of the Network Information API that is asked; not every browser has it. */
interface WithConnection {
  readonly connection?: { readonly saveData?: boolean };
}

const savesData = (): boolean =>
  (navigator as WithConnection).connection?.saveData === true ||
  matchMedia("(prefers-reduced-data: reduce)").matches;

/**
 * Calls back once the visitor has done nothing for a few seconds with the page in view, and never where they have asked
 * for data to be saved. Returns what calls it off.
 */
export function whenIdle(callback: () => void): () => void {
  if (savesData()) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const stop = () => {
    clearTimeout(timer);
    for (const input of INPUTS) removeEventListener(input, wait);
    document.removeEventListener("visibilitychange", wait);
  };
  const wait = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(() => {
      stop();
      callback();
    }, QUIET_MS);
  };
  for (const input of INPUTS) addEventListener(input, wait, { passive: true });
  document.addEventListener("visibilitychange", wait);
  wait();
  return stop;
}
