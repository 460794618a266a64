// Keeps the page for when its server is out of reach. While there is a server, the page comes from there: it is never old.

declare const FILES: readonly string[];
declare const BUILD: string;

/** As much of a service worker's own scope as this file uses. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}
interface Waiting {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const NAME = "siamese-simd-page ";
const scope = globalThis as unknown as Scope;

async function fill(): Promise<void> {
  const cache = await caches.open(NAME + BUILD);
  await cache.addAll(FILES);
  await scope.skipWaiting();
}

async function dropOthers(): Promise<void> {
  const others = (await caches.keys()).filter((key) => key.startsWith(NAME) && key !== NAME + BUILD);
  await Promise.all(others.map((key) => caches.delete(key)));
  await scope.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
scope.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === scope.location.origin) event.respondWith(answer(event.request));
});
