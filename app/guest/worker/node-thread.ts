/** The entry of a Node worker thread: serves a guest as a browser's worker does. */
import { parentPort } from "node:worker_threads";
import { serveGuest, type WorkerScope } from "./entry";

const port = parentPort;
if (port === null) throw new Error("node-thread.ts is the entry of a worker thread");

const scope: WorkerScope = {
  onmessage: null,
  postMessage: (message, transfer = []) => port.postMessage(message, transfer as unknown as ArrayBuffer[]),
};
serveGuest(scope);
port.on("message", (data) => scope.onmessage?.({ data }));
