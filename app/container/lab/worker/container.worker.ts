/** The container lab's worker in the page. */
import { makeNextTurn } from "@/app/guest/worker/next-turn";
import { type LabScope, serveContainerLab } from "./entry";

const FRAME_MS = 16;

serveContainerLab(globalThis as unknown as LabScope, {
  wallMs: () => performance.now(),
  nextTurn: makeNextTurn(),
  soon: (callback, notBeforeMs) => setTimeout(callback, Math.max(FRAME_MS, notBeforeMs)),
});
