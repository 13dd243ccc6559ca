/**
 * The worker's side: one guest a worker, so that no guest disturbs another or the page. Everything that computes is
 * LocalGuest; this only carries messages.
 */
import type { Guest } from "../guest";
import { LocalGuest, type NextTurn } from "../local";
import type { V86Module } from "../v86/contract";
import type { V86Parts } from "../v86/engine";
import { loadV86 } from "../v86/realm";
import type { Create, FromWorker, RequestName, Requests, ToWorker } from "./messages";
import { makeNextTurn } from "./next-turn";

/** The part of a worker's global scope that is used here; the DOM library describes a window's instead. */
export interface WorkerScope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: { data: ToWorker }) => void) | null;
}

function deferred<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

type Handlers = { [N in RequestName]: (args: Requests[N]["args"]) => Promise<Requests[N]["answer"]> };

/** Serves one guest over `scope`; it computes in turns, which `nextTurn` parts. */
export function serveGuest(scope: WorkerScope, nextTurn: NextTurn = makeNextTurn()): void {
  let module: Promise<V86Module> | undefined;
  const wasm = deferred<WebAssembly.Module>();
  let created: Guest | undefined;
  const guest = (): Guest => {
    if (created === undefined) throw new Error("the guest has not been created");
    return created;
  };
  const nothing = async (_done?: unknown) => undefined;

  async function create({ config, files }: Create): Promise<undefined> {
    if (module === undefined) throw new Error("the worker has not been told where v86 is");
    const parts: V86Parts = { module: await module, wasm: await wasm.promise };
    // To build a machine is work as well: it has a turn of its own.
    await nextTurn();
    const local = await LocalGuest.create(parts, config, files, nextTurn, (event) =>
      scope.postMessage({ event }),
    ).finally(() => nextTurn.rest?.());
    local.subscribe(
      () => {},
      (progress) => scope.postMessage({ progress }),
    );
    created = local;
  }

  const onOutput = (stream: "stdout" | "stderr", bytes: Uint8Array) =>
    scope.postMessage({ output: { stream, bytes } });

  const handlers: Handlers = {
    create,
    run: (budget) => guest().run(budget),
    play: (pacing) => nothing(guest().play(pacing)),
    pause: () => guest().pause().then(nothing),
    type: ({ bytes, atNs }) => nothing(guest().type(bytes, atNs)),
    receiveFrame: ({ bytes, atNs }) => nothing(guest().receiveFrame(bytes, atNs)),
    inflate: ({ pages, atNs }) => nothing(guest().inflate(pages, atNs)),
    receiveShared: ({ change, writtenNs, atNs }) => nothing(guest().receiveShared(change, writtenNs, atNs)),
    exec: ({ script, timeoutNs, stream }) =>
      guest().exec(script, { timeoutNs, ...(stream ? { onOutput } : {}) }),
    quantum: ({ fromNs, untilNs }) => guest().quantum(fromNs, untilNs),
    execHosted: ({ script, atNs, timeoutNs, stream }) =>
      guest().execHosted(script, {
        atNs,
        ...(timeoutNs === undefined ? {} : { timeoutNs }),
        ...(stream ? { onOutput } : {}),
      }),
    readMemory: ({ address, length }) => guest().readMemory(address, length),
    writeMemory: ({ address, bytes }) => guest().writeMemory(address, bytes).then(nothing),
    readDisk: ({ offset, length }) => guest().readDisk(offset, length),
    diskOverlay: () => guest().diskOverlay(),
    counters: () => guest().counters(),
    pagesTouched: () => guest().pagesTouched(),
    pageHashes: () => guest().pageHashes(),
    snapshot: () => guest().snapshot(),
    restore: (state) => guest().restore(state).then(nothing),
  };

  function load(moduleUrl: string): void {
    module = loadV86(
      () => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ moduleUrl) as Promise<V86Module>,
    );
    module.catch(() => {});
  }

  scope.onmessage = async ({ data }) => {
    if ("moduleUrl" in data) return load(data.moduleUrl);
    if ("wasm" in data) return wasm.resolve(data.wasm);
    const { id, name, args } = data;
    try {
      const handle = handlers[name] as (args: unknown) => Promise<unknown>;
      const answer = await handle(args);
      scope.postMessage({ id, answer }, answer instanceof ArrayBuffer ? [answer] : []);
    } catch (error) {
      const { message, name: errorName } = error as Error;
      scope.postMessage({ id, error: message, errorName });
    }
  };
}
