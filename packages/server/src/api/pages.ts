import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A built file of the pages, as it is answered. */
export interface Page {
  body: Buffer;
  type: string;
  etag: string;
  /** Its name changes with its content, so it need never be asked for again. */
  isImmutable: boolean;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.geojson': 'application/geo+json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.pbf': 'application/x-protobuf',
};

/** All pages together may be so large, since they are held in memory. */
const capacityBytes = 128 * 1024 * 1024;

/**
 * What a page may do: load only from here, talk only to here. Map labels and symbols are drawn to canvases and blobs; no
 * inline script, no eval, no other site.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages of a folder by path; a folder's `index.html` also by the folder's. Nothing outside the folder can be named. */
export function readPages(folder: string): Map<string, Page> {
  const pages = new Map<string, Page>();
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    bytes += body.length;
    if (bytes > capacityBytes)
      throw new RangeError(`${folder} holds more than ${capacityBytes} bytes of pages`);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const page: Page = {
      body,
      type: types[extname(file)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      isImmutable: path.startsWith('/assets/'),
    };
    pages.set(path, page);
    if (path.endsWith('/index.html')) pages.set(path.slice(0, -'index.html'.length), page);
  }
  return pages;
}
