import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrame } from '@kentongan/core/base/frame';
import { createRandom } from '@kentongan/core/base/random';
import { emissionDelayS } from '@kentongan/core/base/retard';
import fc from 'fast-check';
import { fly } from './fly.ts';
import { emittedS, stateAt, stateSize, type Path } from './path.ts';

const waveMps = 343;
const metres = fc.integer({ min: -8000, max: 8000 });

function straight(vE: number, vN: number, vU: number): Path {
  const of = (v: number, at0: number) => Float64Array.from({ length: 601 }, (_, i) => at0 + v * (i - 300));
  return {
    bornS: 0,
    endS: 600,
    count: 601,
    east: of(vE, 0),
    north: of(vN, 0),
    up: of(vU, 900),
    heightM: of(vU, 900),
  };
}

test('on a straight path sound left when the closed form of base says so', () => {
  fc.assert(
    fc.property(
      metres,
      metres,
      fc.integer({ min: -90, max: 90 }),
      fc.integer({ min: -230, max: 230 }),
      (e, n, vE, vN) => {
        const path = straight(vE, vN, 1);
        const heardS = 301.25;
        const [x, y, z] = [vE * 1.25, vN * 1.25, 901.25];
        const delayS = emissionDelayS(x - e, y - n, z - 2, vE, vN, 1, waveMps);
        const found = emittedS(path, e, n, 2, heardS, waveMps);
        assert.ok(Math.abs(heardS - delayS - found) < 1e-7, `expected ${heardS - delayS}, found ${found}`);
      },
    ),
  );
});

test('on any path, what left at the emitted time arrives when it is heard', () => {
  const frame = createFrame({ latDeg: 46.9, lonDeg: 31.7, heightM: 0 });
  const airframe = { speedMps: 52, turnRadPerS: 0.05, climbMps: 3, wanderRad: 0.05 };
  const start = { east: 0, north: 0, heightM: 300 };
  const legs = [
    { kind: 'orbit' as const, east: 4000, north: 2000, heightM: 500, radiusM: 1500, lastsS: 200 },
    { kind: 'dive' as const, east: -3000, north: 5000 },
  ];
  const { path } = fly(frame, createRandom(4), airframe, start, legs, 10.5, 900);
  const state = new Float64Array(stateSize);
  for (let heardS = 12; heardS < path.endS + 20; heardS += 3.7) {
    const at = emittedS(path, 1000, -2000, 2, heardS, waveMps);
    if (Number.isNaN(at)) continue;
    assert.ok(stateAt(path, state, at));
    const range = Math.hypot(state[0] - 1000, state[1] + 2000, state[2] - 2);
    assert.ok(Math.abs(at + range / waveMps - heardS) < 1e-6);
  }
});

test('nothing is heard before the first sound has arrived, nor after the last', () => {
  const path = straight(50, 0, 0);
  assert.ok(Number.isNaN(emittedS(path, -15_000, 3430, 900, 9, waveMps)));
  assert.ok(!Number.isNaN(emittedS(path, -15_000, 3430, 900, 10.001, waveMps)));
  assert.ok(!Number.isNaN(emittedS(path, 15_000, 3430, 900, 609.999, waveMps)));
  assert.ok(Number.isNaN(emittedS(path, 15_000, 3430, 900, 610.001, waveMps)));
});
