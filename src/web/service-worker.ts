// Keeps the page for when its server is out of reach. While there is a server, the page comes from there: it is never old.

/** What every visit needs, and what few do: other languages, the story. These are kept once they have been asked for. */
declare const FILES: readonly string[];
declare const LATER: readonly string[];
declare const BUILD: string;

/** As much of a service worker's own scope as this file uses. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(type: "message", listener: (event: Told) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}
interface Waiting {
  waitUntil(promise: Promise<unknown>): void;
}
interface Told extends Waiting {
  /** Addresses that the page has loaded before this worker stood between it and the server. */
  readonly data: readonly string[];
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

const isLater = (url: string): boolean => LATER.some((name) => new URL(name, scope.location.href).href === url);

async function keepLoaded(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(NAME + BUILD);
  await cache.addAll(urls.filter(isLater));
}

async function answer(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.ok && isLater(request.url)) {
      const cache = await caches.open(NAME + BUILD);
      await cache.put(request, response.clone());
    }
    return response;
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
scope.addEventListener("message", (event) => event.waitUntil(keepLoaded(event.data)));
scope.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === scope.location.origin) event.respondWith(answer(event.request));
});
