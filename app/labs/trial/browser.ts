/** Trials in a worker, for as long as a page wants them. */
import type { TrialRun } from "@/app/sim/run/trial-record";
import type { TrialInputs } from "@/app/sim/trial/inputs";
import type { Answer, Request } from "./worker/messages";

interface Waiting {
  readonly resolve: (run: TrialRun) => void;
  readonly reject: (error: Error) => void;
}

export class BrowserTrials {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;

  /** @throws Error for what the model refuses, or where no worker can be had. */
  tries = (inputs: TrialInputs): Promise<TrialRun> =>
    new Promise((resolve, reject) => {
      const id = this.requests++;
      this.waiting.set(id, { resolve, reject });
      this.live().postMessage({ id, inputs } satisfies Request);
    });

  dispose(): void {
    this.end("The page no longer needs it.");
  }

  private live(): Worker {
    if (this.worker !== undefined) return this.worker;
    const made = new Worker(new URL("./worker/trial.worker.ts", import.meta.url), { type: "module" });
    made.addEventListener("message", ({ data }: { readonly data: Answer }) => this.hear(data));
    made.addEventListener("error", ({ message }) =>
      this.end(`The experiments' worker failed: ${message || "it could not start"}. Reload the page.`),
    );
    this.worker = made;
    return made;
  }

  private hear(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ("run" in answer) waiting?.resolve(answer.run);
    else waiting?.reject(new Error(answer.problem));
  }

  private end(why: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
  }
}
