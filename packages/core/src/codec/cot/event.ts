import {
  attributeOf,
  dateTimeOf,
  elementsOf,
  isElement,
  parseXml,
  timeMsOfDateTime,
  writeXml,
  xmlDeclaration,
  type XmlElement,
  xmlElement,
  type XmlLimits,
  type XmlNode,
} from '../xml/index.ts';

/** The value that means "unknown" for `hae`, `ce` and `le`. */
export const cotUnknown = 9_999_999;

/** Degrees WGS 84; metres above the ellipsoid and of error. What was not a number is left out; 9999999 stays. */
export interface CotPoint {
  readonly lat: number;
  readonly lon: number;
  readonly hae?: number;
  readonly ce?: number;
  readonly le?: number;
}

/** One event, in its own words. Milliseconds since 1970 UTC. */
export interface CotEvent {
  readonly uid: string;
  readonly type: string;
  readonly how?: string;
  readonly timeMs: number;
  readonly startMs: number;
  /** From here on it says nothing. An event whose `staleMs` is not after `startMs` never said anything: drop it. */
  readonly staleMs: number;
  readonly point: CotPoint;
  readonly access?: string;
  readonly qos?: string;
  readonly opex?: string;
  /** What stood in `<detail>`, known to us or not, but for the routing marks of servers (`_flow-tags_`). */
  readonly detail: readonly XmlNode[];
}

export interface CotRefusal {
  readonly error: string;
}

export const cotXmlLimits: XmlLimits = {
  maxCharacters: 1 << 20,
  maxDepth: 32,
  maxElements: 10_000,
  maxAttributes: 100,
};

/** One event as XML text; never throws, never resolves an entity. */
export function readCotXml(text: string): CotEvent | CotRefusal {
  const document = parseXml(text, cotXmlLimits);
  if ('error' in document) return { error: `line ${document.line}: ${document.error}` };
  const { root } = document;
  if (root.name !== 'event') return { error: `expected <event>, found <${root.name}>` };
  const uid = attributeOf(root, 'uid');
  const type = attributeOf(root, 'type');
  if (uid === undefined || uid === '') return { error: 'expected a uid' };
  if (type === undefined || type === '') return { error: 'expected a type' };
  const times = ['time', 'start', 'stale'].map((name) => timeMsOfDateTime(attributeOf(root, name) ?? ''));
  const missing = times.indexOf(undefined);
  if (missing >= 0) {
    const name = ['time', 'start', 'stale'][missing];
    return {
      error: `expected a ${name} such as 2026-01-01T00:00:00Z, found ${shown(attributeOf(root, name))}`,
    };
  }
  const point = elementsOf(root).find(({ name }) => name === 'point');
  if (point === undefined) return { error: 'expected a point' };
  const place = pointOf(point);
  if ('error' in place) return place;
  const [timeMs, startMs, staleMs] = times as number[];
  const optional = optionalOf(root);
  return { uid, type, ...optional, timeMs, startMs, staleMs, point: place, detail: detailOf(root) };
}

function optionalOf(root: XmlElement): Partial<Pick<CotEvent, 'how' | 'access' | 'qos' | 'opex'>> {
  const found: { how?: string; access?: string; qos?: string; opex?: string } = {};
  for (const name of ['how', 'access', 'qos', 'opex'] as const) {
    const value = attributeOf(root, name);
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}

const numberPattern = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*$/;

export function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && numberPattern.test(text) ? Number(text) : undefined;
}

function pointOf(point: XmlElement): CotPoint | CotRefusal {
  const [lat, lon, hae, ce, le] = ['lat', 'lon', 'hae', 'ce', 'le'].map((name) =>
    numberOf(attributeOf(point, name)),
  );
  if (lat === undefined || lon === undefined) {
    return {
      error: `expected lat and lon, found ${shown(attributeOf(point, 'lat'))}, ${shown(attributeOf(point, 'lon'))}`,
    };
  }
  return checkedPoint({ lat, lon, ...defined({ hae, ce, le }) });
}

/** A point on Earth, or the refusal of one that is not. */
export function checkedPoint(point: CotPoint): CotPoint | CotRefusal {
  if (Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180) return point;
  return { error: `expected a point on Earth, found latitude ${point.lat}, longitude ${point.lon}` };
}

/** Without what is undefined or no finite number. */
export function defined<Name extends string>(
  values: Record<Name, number | undefined>,
): Partial<Record<Name, number>> {
  const entries = Object.entries<number | undefined>(values).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(entries) as Partial<Record<Name, number>>;
}

function detailOf(root: XmlElement): XmlNode[] {
  const detail = elementsOf(root).find(({ name }) => name === 'detail');
  return detail === undefined ? [] : keptDetail(detail.children);
}

/** Elements and text of weight; servers' routing marks go, so that a relay is not taken for their own. */
export function keptDetail(nodes: readonly XmlNode[]): XmlNode[] {
  return nodes.filter((node) =>
    typeof node === 'string' ? node.trim() !== '' : isElement(node) && node.name !== '_flow-tags_',
  );
}

/**
 * The event as XML text with its declaration. Nothing follows `</event>`: on a stream the next declaration must.
 * Unknown `hae`, `ce` and `le` are written as 9999999.
 */
export function writeCotXml(event: CotEvent): string {
  const { uid, type, how, access, qos, opex, point } = event;
  const root = xmlElement(
    'event',
    {
      version: '2.0',
      uid,
      type,
      time: dateTimeOf(event.timeMs),
      start: dateTimeOf(event.startMs),
      stale: dateTimeOf(event.staleMs),
      how,
      access,
      qos,
      opex,
    },
    xmlElement('point', {
      lat: point.lat,
      lon: point.lon,
      hae: point.hae ?? cotUnknown,
      ce: point.ce ?? cotUnknown,
      le: point.le ?? cotUnknown,
    }),
    xmlElement('detail', {}, ...event.detail),
  );
  return xmlDeclaration + writeXml(root);
}

function shown(text: string | undefined): string {
  return text === undefined ? 'none' : JSON.stringify(text.slice(0, 40));
}
