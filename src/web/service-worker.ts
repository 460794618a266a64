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

async function keep(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(NAME + BUILD);
  await cache.put(request, response);
}

async function answer({ request, waitUntil }: Pick<Fetching, "request" | "waitUntil">): Promise<Response> {
  try {
    const response = await fetch(request);
    // The page does not wait until it is kept.
    if (response.ok && isLater(request.url)) waitUntil(keep(request, response.clone()).catch(() => {}));
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
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== scope.location.origin) return;
  event.respondWith(answer({ request, waitUntil: (promise) => event.waitUntil(promise) }));
});
