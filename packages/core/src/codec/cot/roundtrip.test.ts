import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isElement, type XmlElement, type XmlNode } from '../xml/index.ts';
import { type CotEvent } from './event.ts';
import { CotStream, readCotDatagram, writeCotDatagram, writeCotStream } from './frames.ts';

/** Any characters that XML can hold; carriage returns too, which a reader must not take for line ends. */
const text = fc.string({ unit: 'binary', minLength: 1 }).map((value) =>
  // oxlint-disable-next-line no-control-regex -- these are exactly what XML 1.0 (2.2) forbids
  value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/g, 'x'),
);
const name = fc.constantFrom('contact', 'track', '__group', 'status', 'remarks', 'a.b-c', 'Ж', '_x', 'link');
const attributes = fc
  .dictionary(fc.constantFrom('callsign', 'endpoint', 'speed', 'course', 'battery', 'name', 'q'), text)
  .map((values) => Object.entries(values).map(([key, value]) => ({ name: key, value })));

const { element } = fc.letrec<{ element: XmlElement; nodes: XmlNode[] }>((tie) => ({
  element: fc.record({ name, attributes, children: tie('nodes') }, { noNullPrototype: true }),
  nodes: fc
    .array(fc.oneof({ depthSize: 'small' }, text, tie('element')), { maxLength: 4 })
    .map((nodes) =>
      nodes.filter((node, index) => typeof node !== 'string' || typeof nodes[index - 1] !== 'string'),
    ),
}));

const timeMs = fc.integer({ min: 0, max: 4_000_000_000_000 });
const number = fc.double({ min: -1e7, max: 1e7, noNaN: true }).map((value) => value + 0);

const events: fc.Arbitrary<CotEvent> = fc
  .record(
    {
      uid: text,
      type: text,
      how: text,
      access: text,
      qos: text,
      opex: text,
      timeMs,
      startMs: timeMs,
      staleMs: timeMs,
      point: fc
        .tuple(
          fc.double({ min: -90, max: 90, noNaN: true }),
          fc.double({ min: -180, max: 180, noNaN: true }),
          number,
          number,
          number,
        )
        .map(([lat, lon, hae, ce, le]) => ({ lat: lat + 0, lon: lon + 0, hae, ce, le })),
      detail: fc.array(element, { maxLength: 5 }),
    },
    {
      requiredKeys: ['uid', 'type', 'timeMs', 'startMs', 'staleMs', 'point', 'detail'],
      noNullPrototype: true,
    },
  )
  .map((event) => ({ ...event, detail: event.detail as XmlNode[] }));

function read(event: CotEvent, format: 'xml' | 'tak'): CotEvent {
  const found = readCotDatagram(writeCotDatagram(event, format));
  if ('error' in found) assert.fail(found.error);
  const [frame] = new CotStream().push(writeCotStream(event, format));
  assert.deepEqual('event' in frame ? frame.event : frame, found.event);
  return found.event;
}

test('any event is the same after XML', () => {
  fc.assert(
    fc.property(events, (event) => assert.deepEqual(read(event, 'xml'), event)),
    { numRuns: 300, seed: 11 },
  );
});

test('any event is the same after TAK, but for the order of elements and the spelling of numbers', () => {
  fc.assert(
    fc.property(events, (event) => {
      const found = read(event, 'tak');
      assert.deepEqual({ ...found, detail: [] }, { ...event, detail: [] });
      assert.deepEqual(comparable(found.detail), comparable(event.detail));
    }),
    { numRuns: 300, seed: 12 },
  );
});

/** Elements with sorted attributes, numbers as JavaScript spells them, in an order of their own. */
function comparable(nodes: readonly XmlNode[]): string[] {
  return nodes
    .map((node) => {
      if (typeof node === 'string' || !isElement(node)) return JSON.stringify(node);
      const pairs = node.attributes.map(({ name: key, value }) => [key, spelled(key, value)]).sort();
      return JSON.stringify([node.name, pairs, node.children]);
    })
    .sort();
}

function spelled(key: string, value: string): string {
  return ['speed', 'course', 'battery'].includes(key) && value.trim() !== '' && Number.isFinite(Number(value))
    ? String(Number(value))
    : value;
}
