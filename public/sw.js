// Keeps the lab for use without a network. What carries a digest in its name never changes and comes from the cache; the
// rest comes from the network while there is one. A request that asks for a fresh copy always goes to the network.
const CACHE = "triptych-1";
const NAMED_BY_DIGEST = /\/_next\/static\/|\/images\/[^/]+\/[\w-]+-[0-9a-f]{8}\.img$/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const others = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(others());
});

async function fromNetwork(request, cache) {
  const response = await fetch(request);
  if (response.ok && response.type === "basic") {
    // A full disk is no reason to fail: the answer is in hand.
    cache.put(request, response.clone()).catch(() => {});
  }
  return response;
}

// A worker learns from the fragment of its address what it is, and takes the address from the answer: one that was kept for
// another worker would make it that one. An answer made here has the address of the request.
async function fromCache(request, cache) {
  // The files of a static site do not depend on the query.
  const kept = await cache.match(request, { ignoreSearch: true });
  return kept !== undefined && request.destination === "worker" ? new Response(kept.body, kept) : kept;
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const unchanging = NAMED_BY_DIGEST.test(new URL(request.url).pathname) && request.cache !== "reload";
  if (unchanging) return (await fromCache(request, cache)) ?? fromNetwork(request, cache);
  try {
    return await fromNetwork(request, cache);
  } catch (error) {
    const kept = await fromCache(request, cache);
    if (kept !== undefined) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

/** Until no guest computes, in any tab: to keep files is work for several processes, which guests and their page want for themselves. */
async function guestsAtRest() {
  const { locks } = self.navigator;
  // The lock by which guests share the cores: app/guest/worker/cores.ts.
  const free = () => locks.request("triptych guest core 0", { ifAvailable: true }, (lock) => lock !== null);
  while (locks !== undefined && !(await free())) await new Promise((again) => setTimeout(again, 1000));
}

/**
 * Keeps the whole site as it is now, as offline.json (scripts/offline-list.mjs) lists it, one file at a time. The list is kept
 * last: while it is the same, all of it is there.
 */
async function keepSite() {
  const cache = await caches.open(CACHE);
  const address = new URL("offline.json", self.registration.scope).href;
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) return;
  const list = await response.clone().json();
  const kept = await (await cache.match(address))?.json();
  if (kept?.digest === list.digest) return;
  const urls = new Set(list.paths.map((path) => new URL(path, self.registration.scope).href));
  for (const url of urls) {
    await guestsAtRest();
    const unchanging = NAMED_BY_DIGEST.test(new URL(url).pathname);
    if (!unchanging || (await cache.match(url)) === undefined) await cache.add(url);
  }
  for (const { url } of await cache.keys())
    if (url.includes("/_next/static/") && !urls.has(url)) await cache.delete(url);
  await cache.put(address, response);
}

self.addEventListener("message", (event) => {
  // Without a network there is nothing to keep; the next visit asks again.
  if (event.data === "keep the site") event.waitUntil(keepSite().catch(() => {}));
});
