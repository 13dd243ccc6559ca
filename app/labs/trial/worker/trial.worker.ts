/** The trials' worker in the page: one answer for each request, in order. */
import { RECORDED } from "@/app/sim/experiments/recorded";
import { trial } from "@/app/sim/trial/trial";
import type { Answer, Request } from "./messages";

const scope = globalThis as unknown as {
  postMessage(answer: Answer): void;
  addEventListener(type: "message", listener: (event: { readonly data: Request }) => void): void;
};

scope.addEventListener("message", ({ data: { id, inputs } }) => {
  try {
    scope.postMessage({ id, run: trial(inputs, RECORDED) });
  } catch (error) {
    scope.postMessage({ id, problem: error instanceof Error ? error.message : String(error) });
  }
});
