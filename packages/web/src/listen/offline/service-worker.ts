/**
 * Keeps the listening page on the phone, so that it opens without a network. The build writes in which files it needs
 * (paths from this script's own folder) and a digest of them: another digest is another cache, which is filled before it is
 * used. Nothing but these files is ever answered from here.
 */
declare const KEPT: { version: string; files: string[] };

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', act: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', act: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as Worker;
const prefix = 'kentongan-listen-';
const cacheName = prefix + KEPT.version;
/** A page that is open goes on with the files it began with. */
const versionsKept = 2;

const kept = new Set(KEPT.files.map((file) => new URL(file, worker.location.href).pathname));

async function fill(): Promise<void> {
  const cache = await caches.open(cacheName);
  // What a browser holds already may be of another version.
  await cache.addAll([...kept].map((path) => new Request(path, { cache: 'reload' })));
  await worker.skipWaiting();
}

async function takeOver(): Promise<void> {
  const own = (await caches.keys()).filter((key) => key.startsWith(prefix));
  await Promise.all(own.slice(0, -versionsKept).map((key) => caches.delete(key)));
  await worker.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const newest = await caches.open(cacheName);
  const found = await newest.match(request, { ignoreSearch: true });
  return found ?? (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** Files of an earlier version, which a page that is open may still ask for, have names of their own. */
function isOurs({ method, url }: Request): boolean {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return false;
  return kept.has(pathname) || pathname.includes('/assets/');
}

worker.addEventListener('install', (event) => event.waitUntil(fill()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});
