import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackEvent } from '../../base/event/index.ts';
import { readCotDatagram, writeCotDatagram, writeCotXml, type CotEvent } from '../../codec/cot/index.ts';
import { sampleAlert, sampleMs, sampleTrack, sampleZone } from '../testing/samples.ts';
import { cotFromAlert, cotFromTrack } from './index.ts';

const context = { region: 'odesa', standing: 'actual' } as const;

function typeOf(over: Partial<TrackEvent>): string {
  return cotFromTrack(sampleTrack(over), context).type;
}

test('a track says where it is, how sure that is, and until when', () => {
  const event = cotFromTrack(sampleTrack(), context);
  assert.equal(event.uid, 'kentongan.odesa.t3');
  assert.equal(event.how, 'm-f');
  assert.deepEqual(event.point, { lat: 46.5, lon: 30.75, ce: 30 });
  assert.equal(event.staleMs - event.startMs, 15_000);
  assert.match(writeCotXml(event), /hae="9999999" ce="30" le="9999999"/);
  assert.match(writeCotXml(event), /<track course="323.1" speed="50"/);
});

test('the longest axis of a slanted error ellipse is its ce, and height has its le', () => {
  const order: TrackEvent['order'] = ['east', 'north', 'up', 'eastMps', 'northMps', 'upMps'];
  const covariance = [500, 400, 0, 0, 0, 0, 500, 0, 0, 0, 0, 49, 0, 0, 0, 1, 0, 0, 1, 0, 1];
  const { point } = cotFromTrack(sampleTrack({ order, covariance, heightM: 300 }), context);
  assert.deepEqual(point, { lat: 46.5, lon: 30.75, hae: 300, ce: 30, le: 7 });
});

test('the symbol is that of the class', () => {
  assert.equal(typeOf({}), 'a-h-A-M-F-Q');
  assert.equal(typeOf({ classProb: { multirotor: 0.9 } }), 'a-u-A-M-H-Q');
  assert.equal(typeOf({ classProb: { aircraft: 0.95 } }), 'a-n-A-C-F');
  assert.equal(typeOf({ classProb: { surface: 0.95 } }), 'a-n-S');
  assert.equal(typeOf({ classProb: {} }), 'a-u-A');
});

test('hostile needs independent sources, and a civil label alone makes nothing neutral', () => {
  const alone = { sources: 1, kinds: ['radar'], status: 'unverified' } as const;
  assert.equal(typeOf({ evidence: { ...alone, kinds: ['radar'] } }), 'a-s-A-M-F-Q');
  assert.equal(
    typeOf({ classProb: { aircraft: 0.99 }, evidence: { ...alone, kinds: ['cooperative'] } }),
    'a-u-A-C-F',
  );
});

test('what was dropped is taken off the map', () => {
  const event = cotFromTrack(sampleTrack({ status: 'dropped' }), context);
  assert.equal(event.type, 't-x-d-d');
  assert.match(writeCotXml(event), /<link uid="kentongan.odesa.t3"/);
});

test('a warned zone is a closed shape that ends with its alert', () => {
  const [shape] = cotFromAlert(sampleAlert(), sampleZone, context);
  const text = writeCotXml(shape);
  assert.equal(shape.type, 'u-d-f');
  assert.equal(shape.staleMs, sampleMs + 600_000);
  assert.equal(text.match(/<link point="/g)?.length, 5);
  assert.match(text, /<link point="46,30" \/><link point="46,30.2"/);
  assert.match(text, /callsign="warning: Harbour"/);
  assert.equal(shape.point.lat, 46.05);
  const [gone] = cotFromAlert(sampleAlert({ level: 'quiet', allClear: true }), sampleZone, context);
  assert.equal(gone.type, 't-x-d-d');
});

test('a ring of many thousand points is thinned, and stays closed', () => {
  const ring = Array.from({ length: 12_000 }, (_, k) => [
    30 + Math.cos(k / 1909.9),
    46 + Math.sin(k / 1909.9),
  ]);
  const [shape] = cotFromAlert(sampleAlert(), { ...sampleZone, polygon: [...ring, ring[0]] }, context);
  const points = writeCotXml(shape).match(/<link point="[^"]+"/g) ?? [];
  assert.ok(points.length <= 200);
  assert.equal(points[0], points.at(-1));
});

test('what is made up says so first', () => {
  const exercise = { region: 'odesa', standing: 'exercise' } as const;
  for (const event of [
    cotFromTrack(sampleTrack(), exercise),
    ...cotFromAlert(sampleAlert(), sampleZone, exercise),
  ]) {
    assert.equal(event.opex, 'e');
    assert.match(writeCotXml(event), /callsign="EXERCISE /);
  }
});

test('no seq and no cause is in what is told, and both formats are read back', () => {
  const events: CotEvent[] = [
    cotFromTrack(sampleTrack(), context),
    ...cotFromAlert(sampleAlert(), sampleZone, context),
  ];
  for (const event of events) {
    assert.ok(!writeCotXml(event).includes('4711'));
    for (const format of ['xml', 'tak'] as const) {
      const read = readCotDatagram(writeCotDatagram(event, format));
      assert.ok(!('error' in read));
      assert.equal(read.event.uid, event.uid);
      assert.equal(read.event.type, event.type);
    }
  }
});
