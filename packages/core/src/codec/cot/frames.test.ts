import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { bytesFromHex, utf8FromText } from '../../base/bytes.ts';
import { type CotEvent, readCotXml } from './event.ts';
import { CotStream, maxCotBytes, readCotDatagram, writeCotDatagram, writeCotStream } from './frames.ts';
import { inspectCot, inspectCotPayloads } from './inspect.ts';
import { drone } from './testing/samples.ts';

const second: CotEvent = { ...drone, uid: 'kentongan.t4', detail: [] };
const mixed = Buffer.concat([
  writeCotStream(drone, 'xml'),
  writeCotStream(second, 'tak'),
  writeCotStream(second, 'xml'),
  utf8FromText('\n'),
  writeCotStream(drone, 'tak'),
]);

/** What came out, in short: a uid, or why not. */
function read(...pieces: readonly Uint8Array[]): string[] {
  const stream = new CotStream();
  const frames = pieces.flatMap((piece) => [...stream.push(piece)]);
  return [...frames, ...stream.end()].map((frame) =>
    'error' in frame ? frame.error : `${frame.event.uid} ${frame.format}`,
  );
}

const expected = ['kentongan.t3 xml', 'kentongan.t4 tak', 'kentongan.t4 xml', 'kentongan.t3 tak'];

test('a stream of both formats cut anywhere gives the same events', () => {
  for (let cut = 0; cut <= mixed.length; cut++) {
    assert.deepEqual(read(mixed.subarray(0, cut), mixed.subarray(cut)), expected);
  }
});

test('a stream in single bytes gives the same events, behind a byte order mark too', () => {
  const marked = Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), mixed]);
  assert.deepEqual(read(...Array.from(marked, (byte) => Uint8Array.of(byte))), expected);
});

test('nothing follows </event> where we write a stream', () => {
  assert.ok(Buffer.from(writeCotStream(drone, 'xml')).toString().endsWith('</event>'));
  assert.ok(Buffer.from(writeCotStream(drone, 'xml')).toString().startsWith('<?xml'));
});

test('an event without its end is refused when the next one starts, and that one is read', () => {
  const xml = Buffer.from(writeCotStream(drone, 'xml'));
  const broken = xml.subarray(0, xml.length - 30);
  assert.deepEqual(read(Buffer.concat([broken, mixed])), [
    'expected one event, found something else before the next',
    ...expected,
  ]);
});

test('another document before an event is refused alone', () => {
  const auth = utf8FromText('<auth><cot username="a" password="b"/></auth>');
  assert.deepEqual(read(Buffer.concat([auth, mixed])), [
    'expected one event, found something else before the next',
    ...expected,
  ]);
});

test('rubbish is refused once, and the next event is read', () => {
  for (const rubbish of ['hello', '\u0001\u0002', '>>> & \u00bf\u00ff']) {
    const found = read(Buffer.concat([Buffer.from(rubbish, 'latin1'), mixed]));
    assert.match(found[0], /expected "<" or bf|expected a length/);
    assert.deepEqual(found.slice(1), expected, rubbish);
  }
});

test('a length that lies is refused, and the next event is read', () => {
  const lying = Uint8Array.of(0xbf, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3);
  const found = read(Buffer.concat([lying, mixed]));
  assert.match(found[0], /expected a length of 1 to/);
  assert.deepEqual(found.slice(1), expected);
});

test('a broken TAK message takes no neighbour along', () => {
  const broken = writeCotStream(drone, 'tak').slice();
  broken[3] ^= 0xff;
  const found = read(Buffer.concat([broken, mixed]));
  assert.deepEqual(found.slice(1), expected);
});

test('a TAK length that is too long, too short or beyond the end takes no neighbour along', () => {
  const tak = writeCotStream(drone, 'tak');
  for (const change of [1, 2, 30, 127, -1, -2, -100]) {
    const lying = tak.slice();
    // Two bytes of varint: the lower seven bits, and the rest.
    const length = tak.length - 3 + change;
    lying[1] = (length & 127) | 128;
    lying[2] = length >> 7;
    assert.deepEqual(read(Buffer.concat([lying, mixed])).slice(-4), expected, String(change));
  }
});

test('an event larger than the bound is refused without being held, and the next is read', () => {
  const huge = Buffer.concat([utf8FromText('<event '), Buffer.alloc(3 * maxCotBytes, 0x61)]);
  const found = read(huge, mixed);
  assert.match(found[0], /at most 1048576 bytes/);
  assert.deepEqual(found.slice(1), expected);
});

test('datagrams are read in both formats, and others are named', () => {
  for (const format of ['xml', 'tak'] as const) {
    const found = readCotDatagram(writeCotDatagram(second, format));
    assert.deepEqual(found, { format, event: second });
  }
  const error = (...bytes: number[]) => JSON.stringify(readCotDatagram(Uint8Array.from(bytes)));
  assert.match(error(0xbf, 2, 0xbf, 0), /version 1, found 2/);
  assert.match(error(0xbf, 9), /expected bf 01 bf/);
  assert.match(error(), /expected/);
});

test('a file may be one TAK message as on the mesh', () => {
  const [found] = inspectCot(writeCotDatagram(second, 'tak'));
  assert.ok('uid' in found && found.uid === second.uid);
  assert.deepEqual(
    [...inspectCot(Uint8Array.of(0xbf, 1, 0xbf, 9))],
    [{ error: 'expected wire type 2 for field 1, found 1 at byte 1', at: 0 }],
  );
});

test('a capture’s connections are read each as a stream', () => {
  const payloads = [
    { at: 1, transport: 'tcp', flow: 'a', bytes: mixed.subarray(0, 100) },
    { at: 2, transport: 'udp', flow: 'b', bytes: writeCotDatagram(second, 'tak') },
    { at: 3, transport: 'tcp', flow: 'c', bytes: utf8FromText('?') },
    { at: 4, transport: 'tcp', flow: 'a', bytes: mixed.subarray(100) },
  ] as const;
  const found = [...inspectCotPayloads(payloads)].map((one) => ('error' in one ? one.at : one.uid));
  assert.deepEqual(found, [
    'kentongan.t4',
    3,
    'kentongan.t3',
    'kentongan.t4',
    'kentongan.t4',
    'kentongan.t3',
  ]);
});

test('detail in inspection: attributes, children, repeated ones as arrays, text', () => {
  const [found] = inspectCot(writeCotStream(drone, 'xml'));
  assert.deepEqual(JSON.parse(JSON.stringify('detail' in found ? found.detail : found)), {
    contact: { callsign: 'T3 & "Ж"' },
    track: { speed: '0', course: '321.5' },
    precisionlocation: { altsrc: 'GPS', extra: 'kept' },
    remarks: { '#text': 'line 1\nline <2>' },
    link: [{ uid: 'a' }, { uid: 'b' }],
  });
});

test('an element called __proto__ is an element like another', () => {
  const text = Buffer.from(writeCotStream(drone, 'xml'))
    .toString()
    .replace('<remarks>', '<__proto__ x="1"/><remarks>');
  const [found] = inspectCot(utf8FromText(text));
  assert.match(JSON.stringify(found), /"__proto__":\{"x":"1"\}/);
});

test('a megabyte of starts, marks or repeated elements takes no longer than a megabyte deserves', () => {
  const whole = Buffer.from(writeCotStream(drone, 'xml')).toString();
  for (const text of [
    `${'<event '.repeat(140_000)}</event>`,
    '<?xml '.repeat(170_000),
    '\u00bf'.repeat(500_000),
    whole.replace('<remarks>', `${'<contact />'.repeat(9000)}<remarks>`),
  ]) {
    const startedMs = performance.now();
    for (const found of inspectCot(utf8FromText(text))) assert.ok('error' in found || 'uid' in found);
    assert.ok(performance.now() - startedMs < 10_000, text.slice(0, 20));
  }
});

test('no mutated stream crashes, hangs, leaks or takes its later neighbours along', () => {
  const samples = [writeCotStream(drone, 'xml'), writeCotStream(drone, 'tak')];
  const good = Buffer.concat([writeCotStream(second, 'xml'), writeCotStream(second, 'xml')]);
  let lost = 0;
  const report = fuzzMutations(7, samples, fuzzCount(20_000), (bytes) => {
    const found = read(Buffer.concat([good, bytes, good, good]));
    assert.deepEqual(found.slice(0, 2), ['kentongan.t4 xml', 'kentongan.t4 xml']);
    if (found.at(-1) !== 'kentongan.t4 xml') lost++;
    readCotDatagram(bytes);
  });
  assert.ok(lost <= report.count / 1000, `lost ${lost} of ${report.count}`);
  assert.ok(report.slowestMs < 1000 && report.heapGrowthBytes < 32e6, JSON.stringify(report));
});

const folder = join(sharedDir, 'captures', 'cot');

interface Feature {
  readonly refused?: boolean;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly center: readonly [number, number, number?];
  };
}

test('the captured events are what node-cot makes of them', { skip: need('shared') }, () => {
  const text = readFileSync(join(folder, 'expected', 'node-cot-geojson.json'), 'utf8');
  const features = JSON.parse(text) as Record<string, Feature>;
  for (const name of readdirSync(join(folder, 'xml'))) {
    const events = [...inspectCot(readFileSync(join(folder, 'xml', name)))];
    assert.equal(events.length, 1, name);
    const [event] = events;
    if ('error' in event) assert.fail(`${name}: ${event.error}`);
    if (features[name].refused === true) continue;
    const { id, properties } = features[name];
    assert.deepEqual([event.uid, event.type, event.how], [id, properties['type'], properties['how']], name);
    for (const key of ['time', 'start', 'stale'] as const) {
      assert.equal(Date.parse(event[key]), Date.parse(String(properties[key])), name);
    }
    const { lat, lon, hae } = event.point;
    const [centreLon, centreLat, centreHae] = properties.center;
    assert.deepEqual([lon, lat], [centreLon, centreLat], name);
    if (hae !== undefined) assert.equal(hae, centreHae, name);
  }
});

interface Vector {
  readonly test: string;
  readonly xml: string;
  readonly hex: readonly string[];
}

test('the TAK vectors are read, and written to the byte, in both framings', { skip: need('shared') }, () => {
  const vectors = JSON.parse(readFileSync(join(folder, 'takproto-vectors.json'), 'utf8')) as Vector[];
  for (const { test: name, xml, hex } of vectors) {
    const event = readCotXml(xml);
    if ('error' in event) assert.fail(event.error);
    const write = name.includes('mesh') ? writeCotDatagram : writeCotStream;
    assert.equal(Buffer.from(write(event, 'tak')).toString('hex'), hex[0]);
    const [found] = inspectCot(bytesFromHex(hex[0])!);
    assert.ok('detail' in found);
    const [fromXml] = inspectCot(utf8FromText(xml));
    assert.ok('detail' in fromXml);
    assert.deepEqual({ ...found.detail, track: null }, { ...fromXml.detail, track: null });
    assert.deepEqual({ ...found, detail: null }, { ...fromXml, detail: null });
  }
});
