/**
 * The lab in the page: each guest in a worker of its own, images fetched. v86 is compiled once, here, and shared with the
 * workers; one worker is kept warm, because starting one and loading v86 into it takes longer than resuming a guest.
 */
import { ImageError, ImageStore } from "../images/store";
import { RemoteGuest, type WorkerLike } from "../worker/remote";
import { Lab, type LabEnvironment } from "./lab";
import type { Scenario } from "./state";

const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "";
const FRAME_MS = 16;

/** Absolute: a worker's own idea of relative addresses depends on the bundler. */
const urlOf = (path: string): string => new URL(`${basePath}/${path}`, window.location.origin).href;

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
async function greetedWorker(): Promise<WorkerLike> {
  const worker = startWorker();
  worker.postMessage({ moduleUrl: urlOf("v86/libv86.mjs") });
  worker.postMessage({ wasm: await compileV86() });
  return worker;
}

const SPARE_AFTER_MS = 2000;

/** Workers that have been started for guests to come. */
const spares: Promise<WorkerLike>[] = [];
/** Guests whose boot has been ordered and that have no worker yet. */
let expected = 0;

function spareWorkers(count: number): void {
  while (spares.length < count) {
    const spare = greetedWorker();
    spare.catch(() => spares.splice(spares.indexOf(spare), 1));
    spares.push(spare);
  }
}

function takeWorker(): Promise<WorkerLike> {
  expected = Math.max(0, expected - 1);
  setTimeout(() => spareWorkers(1), SPARE_AFTER_MS);
  return spares.shift() ?? greetedWorker();
}

/** Shared by all labs of the page: a lesson after the workbench finds the images there. */
const images = new ImageStore(fetchFile);

/** What every boot needs is fetched and started as soon as this module is there, before React has drawn the page. */
function begin(): void {
  images.loadManifest().catch(() => {});
  spareWorkers(1);
}

if (typeof window !== "undefined") begin();

const environment: LabEnvironment = {
  images,
  live: true,
  wallMs: () => performance.now(),
  soon: (callback) => setTimeout(callback, FRAME_MS),
  expectGuest() {
    expected++;
    spareWorkers(expected);
  },
  async createGuest(config, files, listener, progress) {
    return RemoteGuest.create(await takeWorker(), config, files, listener, progress);
  },
};

/** A lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserLab = (scenario: Scenario): Lab => new Lab(scenario, environment);
