import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cotUnknown, type CotEvent } from '../../../codec/cot/index.ts';
import { xmlElement } from '../../../codec/xml/index.ts';
import type { Claim } from '../../report.ts';
import { cotClaim } from './index.ts';

const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0);

function event(over: Partial<CotEvent> = {}): CotEvent {
  return {
    uid: 'radar7.41',
    type: 'a-h-A-M-F-Q',
    how: 'm-r',
    timeMs: noonMs,
    startMs: noonMs,
    staleMs: noonMs + 30_000,
    point: { lat: 46.5, lon: 30.75, hae: 300, ce: 40, le: cotUnknown },
    detail: [xmlElement('track', { speed: '50', course: '180' })],
    ...over,
  };
}

function claimOf(over: Partial<CotEvent>): Claim {
  const claim = cotClaim(event(over));
  assert.ok(claim !== undefined && !('kind' in claim));
  return claim;
}

test('a drone of another system is a position under its uid', () => {
  const claim = claimOf({});
  assert.ok(claim.measurement.type === 'position');
  assert.equal(claim.measurement.heightM, 300);
  assert.ok(Math.abs(claim.measurement.northMps! + 50) < 1e-9);
  assert.deepEqual(claim.sigma, { positionM: 40 });
  assert.equal(claim.sourceTrackId, 'radar7.41');
  assert.equal(claim.classLikelihood!['one-way'], 1);
});

test('unknown height and error are no numbers', () => {
  const claim = claimOf({ point: { lat: 46.5, lon: 30.75, hae: cotUnknown, ce: cotUnknown } });
  assert.ok(claim.measurement.type === 'position');
  assert.equal(claim.measurement.heightM, undefined);
  assert.equal(claim.sigma, undefined);
});

test('an event that was never valid and one without a position are refused', () => {
  for (const over of [{ staleMs: noonMs }, { point: { lat: 0, lon: 0 } }]) {
    const refusal = cotClaim(event(over));
    assert.ok(refusal !== undefined && 'kind' in refusal);
  }
});

test('chat, drawings, people on the ground and our own echo are nothing', () => {
  for (const over of [{ type: 'b-t-f' }, { type: 'u-d-f' }, { type: 'a-f-G-U-C' }, { uid: 'kentongan.t3' }])
    assert.equal(cotClaim(event(over)), undefined);
});

test('what calls itself civil or friendly is not ruled out as a threat', () => {
  for (const type of ['a-f-A-C-F', 'a-n-A-C-H', 'a-f-A-M-F']) {
    const likelihood = claimOf({ type }).classLikelihood!;
    assert.ok(likelihood['one-way']! >= 0.05);
  }
});
