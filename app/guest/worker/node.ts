/** Guests in Node worker threads, side by side on the machine's cores. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { nodeParts } from "../v86/node-parts";
import type { WorkerLike } from "./remote";

/** A thread that has v86 loaded. */
export async function nodeWorker(): Promise<WorkerLike> {
  const { wasm } = await nodeParts();
  const thread = new Worker(new URL("./node-bootstrap.mjs", import.meta.url));
  const worker: WorkerLike = {
    postMessage: (message, transfer = []) =>
      thread.postMessage(message, transfer as unknown as ArrayBuffer[]),
    onMessage: (listener) => thread.on("message", listener),
    onError: (listener) => thread.on("error", (error) => listener(error.message)),
    terminate: () => void thread.terminate(),
  };
  const moduleUrl = pathToFileURL(createRequire(import.meta.url).resolve("v86")).href;
  worker.postMessage({ moduleUrl });
  worker.postMessage({ wasm });
  return worker;
}
