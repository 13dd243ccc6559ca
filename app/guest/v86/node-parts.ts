/** Loads v86 for Node: from the installed package. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { V86Module } from "./contract";
import type { V86Parts } from "./engine";
import { loadV86 } from "./realm";

const built = createRequire(import.meta.url).resolve("v86");

let parts: Promise<V86Parts> | undefined;

/** Once for this process. */
export function nodeParts(): Promise<V86Parts> {
  parts ??= load();
  return parts;
}

/** v86's JavaScript. */
export const nodeModule = (): Promise<V86Module> =>
  loadV86(() => import(pathToFileURL(built).href) as Promise<V86Module>);

async function load(): Promise<V86Parts> {
  const [module, wasm] = await Promise.all([
    nodeModule(),
    readFile(built.replace(/libv86\.mjs$/, "v86.wasm")).then((bytes) =>
      WebAssembly.compile(new Uint8Array(bytes)),
    ),
  ]);
  return { module, wasm };
}
