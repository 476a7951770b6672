import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { findProgram, need } from '../../../../../tools/test/need.ts';
import { type CotEvent, readCotXml, writeCotXml } from './event.ts';
import { readTakMessage, writeTakMessage } from './tak.ts';
import { drone } from './testing/samples.ts';
import { cotAtomOf, cotKinds, cotType } from './type.ts';

function event(attributes: string, point = "lat='1' lon='2' hae='3' ce='4' le='5'", detail = ''): string {
  return `<event version='2.0' ${attributes}><point ${point}/><detail>${detail}</detail></event>`;
}

const times = "time='2026-01-02T03:04:05Z' start='2026-01-02T03:04:05.5Z' stale='2026-01-02T05:05:05+02:00'";
const whole = `uid='u' type='a-h-A-M-F-Q' how='m-f' ${times}`;

function read(text: string): CotEvent {
  const found = readCotXml(text);
  if ('error' in found) assert.fail(found.error);
  return found;
}

function errorOf(text: string): string {
  const found = readCotXml(text);
  return 'error' in found ? found.error : 'read';
}

test('an event’s times are milliseconds, whatever their offset', () => {
  const { timeMs, startMs, staleMs } = read(event(whole));
  assert.equal(timeMs, Date.UTC(2026, 0, 2, 3, 4, 5));
  assert.equal(startMs - timeMs, 500);
  assert.equal(staleMs - timeMs, 60_000);
});

test('hae, ce and le that are no numbers are left out, sentinels stay, and lat 0, lon 0 is a point', () => {
  assert.deepEqual(read(event(whole, "lat='0.0' lon='0.0' hae='NaN' ce='NaN' le='NaN'")).point, {
    lat: 0,
    lon: 0,
  });
  assert.deepEqual(read(event(whole, "lat='+1.5e1' lon='-.5' hae='-4919.1' ce='9999999.0'")).point, {
    lat: 15,
    lon: -0.5,
    hae: -4919.1,
    ce: 9_999_999,
  });
});

test('what is missing or no place is named', () => {
  assert.match(errorOf(event(whole, "lat='x' lon='2'")), /expected lat and lon, found "x", "2"/);
  assert.match(errorOf(event(whole, "lat='91' lon='2'")), /expected a point on Earth/);
  assert.match(errorOf(event(whole, "lat='0x10' lon='2'")), /expected lat and lon/);
  assert.match(errorOf(event(whole.replace("uid='u'", ''))), /expected a uid/);
  assert.match(errorOf(event(whole.replace('a-h-A-M-F-Q', ''))), /expected a type/);
  assert.match(
    errorOf(event(whole.replace('2026-01-02T03:04:05Z', 'soon'))),
    /expected a time such as .*found "soon"/,
  );
  assert.match(errorOf(`<event ${whole}/>`), /expected a point/);
  assert.match(errorOf('<events/>'), /expected <event>/);
});

test('an entity or a DTD refuses the event', () => {
  assert.match(
    errorOf(`<!DOCTYPE event [<!ENTITY x "y">]>${event(whole, undefined, '&x;')}`),
    /document type/,
  );
  assert.match(errorOf(event(whole, undefined, '<remarks>&x;</remarks>')), /own entities/);
});

test('detail is kept whether known or not, but for servers’ marks', () => {
  const detail = "<_flow-tags_ s='t'><x/></_flow-tags_><a p='1'><b/>text</a><a/>";
  assert.deepEqual(
    read(event(whole, undefined, detail)).detail.map((node) =>
      typeof node === 'string' ? node : 'name' in node && node.name,
    ),
    ['a', 'a'],
  );
});

test('an event without detail, or with how empty, is read', () => {
  const text = event(whole.replace("how='m-f'", "how=''")).replace('<detail></detail>', '');
  const found = read(text);
  assert.deepEqual(found.detail, []);
  assert.equal('how' in found, false);
});

test('what was written as XML is read back the same', () => {
  assert.deepEqual(read(writeCotXml(drone)), drone);
});

test('what was written as TAK is read back the same, in the order of its messages', () => {
  const found = readTakMessage(writeTakMessage(drone));
  if ('error' in found) assert.fail(found.error);
  const sorted = (nodes: CotEvent['detail']) => nodes.map((node) => JSON.stringify(node)).sort();
  assert.deepEqual(sorted(found.detail), sorted(drone.detail));
  assert.deepEqual({ ...found, detail: [] }, { ...drone, detail: [] });
});

test('an element whose message would lose something stays XML', () => {
  const detail = (text: string) => read(event(whole, undefined, text)).detail;
  for (const text of [
    '<track course="1"/>',
    '<track speed="NaN" course="1"/>',
    '<status readiness="true"/>',
    '<status battery="-1"/>',
    '<contact callsign=""/>',
    '<contact callsign="a"><x/></contact>',
    '<contact callsign="a"/><contact callsign="b"/>',
    '<constructor/>',
  ]) {
    const given = { ...drone, detail: detail(text) };
    const found = readTakMessage(writeTakMessage(given));
    assert.deepEqual('error' in found ? found : found.detail, given.detail, text);
  }
});

test('an empty track is there, with speed and course 0', () => {
  const given = { ...drone, detail: read(event(whole, undefined, '<track speed="0.0" course="0"/>')).detail };
  const found = readTakMessage(writeTakMessage(given));
  assert.deepEqual('error' in found ? found : found.detail, [
    {
      name: 'track',
      attributes: [
        { name: 'speed', value: '0' },
        { name: 'course', value: '0' },
      ],
      children: [],
    },
  ]);
});

test('a TAK message of control alone, of a time beyond all years, or of broken detail is refused', () => {
  const error = (...bytes: number[]) => {
    const found = readTakMessage(Uint8Array.from(bytes));
    return 'error' in found ? found.error : 'read';
  };
  assert.match(error(0x0a, 2, 8, 1), /expected an event, found control only/);
  assert.match(error(), /expected an event/);
  const named = [0x0a, 1, 97, 0x2a, 1, 98];
  assert.match(
    error(0x12, 16, ...named, 0x30, 255, 255, 255, 255, 255, 255, 255, 255, 1),
    /before the year 10000/,
  );
  assert.match(error(0x12, 11, ...named, 0x7a, 3, 0x0a, 1, 60), /xmlDetail/);
  assert.match(error(0x12, 3, 0x0a, 1, 97), /expected a uid and a type/);
  assert.match(error(0x12, 9, 0x0a), /expected 9 bytes/);
});

test('xmllint finds our XML well-formed', { skip: need('xmllint') }, () => {
  execFileSync(findProgram('xmllint')!, ['--noout', '--nonet', '-'], { input: writeCotXml(drone) });
});

test('types are made of affiliation and kind, and taken apart', () => {
  assert.equal(cotType('hostile', cotKinds.fixedWingDrone), 'a-h-A-M-F-Q');
  assert.deepEqual(cotAtomOf('a-u-A-M-H-Q'), { affiliation: 'unknown', kind: 'A-M-H-Q' });
  assert.deepEqual(cotAtomOf('a-x-S'), { affiliation: undefined, kind: 'S' });
  assert.equal(cotAtomOf('b-f-t-a'), undefined);
});
