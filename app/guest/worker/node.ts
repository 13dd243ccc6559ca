/** Guests in Node worker threads, side by side on the machine's cores. */
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { nodeParts } from "../v86/node-parts";
import type { WorkerLike } from "./remote";

let program: Promise<string> | undefined;

/** What a thread runs, as one file: reading the sources anew in each, through tsx, takes each of them a second. */
async function bundledThread(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./node-thread.ts", import.meta.url))],
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
  });
  return outputFiles[0]!.text;
}

/** A thread that has v86 loaded. */
export async function nodeWorker(): Promise<WorkerLike> {
  program ??= bundledThread();
  const [{ wasm }, source] = await Promise.all([nodeParts(), program]);
  const thread = new Worker(source, { eval: true, execArgv: [] });
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
