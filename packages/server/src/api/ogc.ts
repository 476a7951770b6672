import type { Server } from 'node:http';
import { isSelected, type Feature, type Selection } from '@kentongan/core/tell/geojson';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectionOf, collectionTitles } from './collections.ts';
import { ApiError } from './errors.ts';
import { regionFor, standingIn, type Served } from './served.ts';
import { operatorOf } from './who.ts';

const base = '/api/ogc';
const usualLimit = 100;
const highestLimit = 10_000;

type OfCollection = FastifyRequest<{ Params: { collection: string; featureId: string } }>;

/** OGC API Features, part 1 (17-069r4): a view of the same collections as `/api/geojson`, for operators. */
export function addOgcFeatures(app: FastifyInstance<Server>, served: Served): void {
  const guarded = (request: FastifyRequest, _reply: unknown, done: () => void): void => {
    operatorOf(served, request.raw);
    done();
  };
  const options = { onRequest: guarded };
  const featuresOf = (request: FastifyRequest): Feature[] => {
    const { region } = regionFor(served, standingIn(request));
    return collectionOf(region, (request as OfCollection).params.collection).features;
  };
  app.get(base, options, landing);
  app.get(`${base}/conformance`, options, () => ({
    conformsTo: ['core', 'geojson'].map(
      (name) => `http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`,
    ),
  }));
  app.get(`${base}/collections`, options, () => ({
    links: [link('self', `${base}/collections`)],
    collections: Object.keys(collectionTitles).map(collection),
  }));
  app.get(`${base}/collections/:collection`, options, (request) => {
    featuresOf(request);
    return collection((request as OfCollection).params.collection);
  });
  app.get(`${base}/collections/:collection/items`, options, (request, reply) => {
    reply.type('application/geo+json');
    return page(request, featuresOf(request));
  });
  app.get(`${base}/collections/:collection/items/:featureId`, options, (request, reply) => {
    const { featureId } = (request as OfCollection).params;
    const found = featuresOf(request).find(({ id }) => id === featureId);
    if (found === undefined)
      throw new ApiError('unknown', `expected a feature of this collection, found ${featureId.slice(0, 80)}`);
    reply.type('application/geo+json');
    return { ...found, links: [link('self', request.url, 'application/geo+json')] };
  });
}

function landing(): object {
  return {
    title: 'Kentongan',
    description: 'What flies, who is warned, and who listens. For operators.',
    links: [
      link('self', base),
      link('service-desc', '/api/openapi.json', 'application/vnd.oai.openapi+json;version=3.1'),
      link('conformance', `${base}/conformance`),
      link('data', `${base}/collections`),
    ],
  };
}

function collection(id: string): object {
  const self = `${base}/collections/${id}`;
  return {
    id,
    title: collectionTitles[id],
    itemType: 'feature',
    crs: ['http://www.opengis.net/def/crs/OGC/1.3/CRS84'],
    links: [link('self', self), link('items', `${self}/items`, 'application/geo+json')],
  };
}

function link(rel: string, href: string, type = 'application/json'): object {
  return { rel, href, type };
}

function page(request: FastifyRequest, features: readonly Feature[]): object {
  const query = request.query as Record<string, unknown>;
  const limit = whole('limit', query.limit ?? String(usualLimit), 1, Number.MAX_SAFE_INTEGER);
  const offset = whole('offset', query.offset ?? '0', 0, Number.MAX_SAFE_INTEGER);
  const selected = features.filter((feature) => isSelected(feature, selectionFrom(query)));
  const shown = selected.slice(offset, offset + Math.min(limit, highestLimit));
  const after = offset + shown.length;
  const links = [link('self', request.url, 'application/geo+json')];
  if (after < selected.length) {
    const next = new URL(request.url, 'http://server');
    next.searchParams.set('offset', String(after));
    links.push(link('next', next.pathname + next.search, 'application/geo+json'));
  }
  return {
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    numberMatched: selected.length,
    numberReturned: shown.length,
    links,
    features: shown,
  };
}

function whole(name: string, text: unknown, least: number, most: number): number {
  const value = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new ApiError('malformed', `${name}: expected a whole number from ${least}, found ${shownOf(text)}`);
}

function selectionFrom({ bbox, datetime }: Record<string, unknown>): Selection {
  return {
    ...(bbox === undefined ? {} : { bbox: boxFrom(bbox) }),
    ...(datetime === undefined ? {} : { time: timeFrom(datetime) }),
  };
}

/** Four numbers, or six with heights, which select nothing here. */
function boxFrom(text: unknown): [number, number, number, number] {
  const numbers =
    typeof text === 'string' ? text.split(',').map((one) => (one.trim() === '' ? NaN : Number(one))) : [];
  const [west, south, east, north] = numbers.length === 6 ? [0, 1, 3, 4].map((k) => numbers[k]) : numbers;
  const isBox =
    (numbers.length === 4 || numbers.length === 6) &&
    [west, east].every((lon) => Math.abs(lon) <= 180) &&
    south >= -90 &&
    south <= north &&
    north <= 90;
  if (isBox) return [west, south, east, north];
  throw new ApiError('malformed', `bbox: expected west,south,east,north in degrees, found ${shownOf(text)}`);
}

/** An instant, or an interval of which an end may be open: `2026-01-01T00:00:00Z/..`. */
function timeFrom(text: unknown): { fromMs: number; toMs: number } {
  const ends = typeof text === 'string' ? text.split('/') : [];
  const [from, to = from] = ends;
  const fromMs = from === '..' || from === '' ? -Infinity : instantMs(from);
  const toMs = to === '..' || to === '' ? Infinity : instantMs(to);
  const isInterval = ends.length === 2 || (ends.length === 1 && Number.isFinite(fromMs));
  if (isInterval && fromMs <= toMs) return { fromMs, toMs };
  throw new ApiError(
    'malformed',
    `datetime: expected an RFC 3339 time or two with / between, found ${shownOf(text)}`,
  );
}

function instantMs(text: string): number {
  return /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function shownOf(value: unknown): string {
  return (JSON.stringify(value) ?? 'none').slice(0, 80);
}
