/** The experiments' worker in the page. */
import { makeNextTurn } from "@/app/guest/worker/next-turn";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { answer } from "./entry";
import type { Report, Request } from "./messages";

const scope = globalThis as unknown as {
  postMessage(report: Report): void;
  addEventListener(type: "message", listener: (event: { readonly data: Request }) => void): void;
};

scope.addEventListener("message", ({ data }) => {
  void answer(data, RECORDED, makeNextTurn(), (report) => scope.postMessage(report));
});
