/**
 * What a guest in the page starts from, in whatever thread asks: images that are fetched, and workers with v86 in them. v86 is
 * compiled once a thread and shared with its workers.
 */
import { siteUrl } from "@/app/ui/site";
import { ImageError, ImageStore } from "../images/store";
import type { WorkerLike } from "../worker/remote";

/** Absolute: a worker's own idea of relative addresses depends on the bundler. */
const urlOf = (path: string): string => new URL(siteUrl(`/${path}`), globalThis.location.origin).href;

async function fetchFile(
  path: string,
  onBytes: (loaded: number) => void,
  fresh: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const where = `images/${path}`;
  let response: Response;
  try {
    response = await fetch(urlOf(where), fresh ? { cache: "reload" } : {});
  } catch {
    throw new ImageError(
      "A guest image could not be fetched",
      where,
      "Check the network connection, then boot again.",
    );
  }
  if (!response.ok)
    throw new ImageError(
      `A guest image is missing (HTTP ${response.status})`,
      where,
      "Reload the page; if it stays, the copy of the lab on this server is incomplete.",
    );
  return readBody(response, where, onBytes);
}

async function readBody(
  response: Response,
  where: string,
  onBytes: (loaded: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let loaded = 0;
  try {
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.length;
      onBytes(loaded);
    }
  } catch {
    throw new ImageError(
      "The download of a guest image broke off",
      where,
      "Check the network connection, then boot again.",
    );
  }
  const whole = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

let wasm: Promise<WebAssembly.Module> | undefined;

/** Compiled as it arrives; every guest of this page shares the result. */
function compileV86(): Promise<WebAssembly.Module> {
  wasm ??= WebAssembly.compileStreaming(fetch(urlOf("v86/v86.wasm"))).catch((error: unknown) => {
    wasm = undefined;
    throw new ImageError(
      `The emulator could not be loaded (${(error as Error).message})`,
      "v86/v86.wasm",
      "Reload the page; if it stays, the copy of the lab on this server is incomplete.",
    );
  });
  return wasm;
}

function startWorker(): WorkerLike {
  const worker = new Worker(new URL("../worker/guest.worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (listener) => worker.addEventListener("message", ({ data }) => listener(data)),
    onError: (listener) =>
      worker.addEventListener("error", ({ message }) =>
        listener(message || "a guest's worker could not start"),
      ),
    terminate: () => worker.terminate(),
  };
}

/** A worker that loads v86 while the wasm is still being compiled. */
export async function pageWorker(): Promise<WorkerLike> {
  const worker = startWorker();
  worker.postMessage({ moduleUrl: urlOf("v86/libv86.mjs") });
  worker.postMessage({ wasm: await compileV86() });
  return worker;
}

/** Shared by all labs of a thread: a lesson after the workbench finds the images there. */
export const pageImages = new ImageStore(fetchFile);
