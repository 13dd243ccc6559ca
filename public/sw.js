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

async function answer(request) {
  const cache = await caches.open(CACHE);
  const unchanging = NAMED_BY_DIGEST.test(new URL(request.url).pathname) && request.cache !== "reload";
  if (unchanging) return (await cache.match(request)) ?? fromNetwork(request, cache);
  try {
    return await fromNetwork(request, cache);
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept !== undefined) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});
