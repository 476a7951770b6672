import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { pdHeardAs } from '../measure/heard-sensor.ts';
import { microphone } from '../measure/testing/microphone.ts';
import { newPerReport } from './heard.ts';

const ear = microphone();

/** Of drones that stood around from the start, one in 10 km by 10 km: how many a microphone heard in its report n and in none before. */
function countFirsts(reports: number): Float64Array {
  const random = createRandom(11);
  const firsts = new Float64Array(reports);
  const [drones, farM] = [400_000, 9000];
  for (let k = 0; k < drones; k++) {
    const pd = pdHeardAs(ear.model, farM * Math.sqrt(random.uniform()));
    for (let n = 0; n < reports; n++) {
      if (random.uniform() >= pd) continue;
      firsts[n] += (Math.PI * farM * farM * 1e-8) / drones;
      break;
    }
  }
  return firsts;
}

test('of what was there at the start, a report should hear what those before it did not', () => {
  const firsts = countFirsts(12);
  for (const n of [1, 2, 4, 8, 12]) {
    const expected = newPerReport(ear, 1000 * n);
    // Among them, too few to matter, those that begin or fly in.
    assert.ok(Math.abs(expected / firsts[n - 1] - 1) < 0.05, `${n}: ${expected}, counted ${firsts[n - 1]}`);
  }
});

test('in the end only what begins or flies in is new', () => {
  const steady = ((Math.PI * 4000 * 4000 * 1e-8) / 3600) * 2;
  const after = newPerReport(ear, 24 * 3_600_000);
  assert.ok(after > steady && after < 1.02 * steady, `${after}, steady ${steady}`);
  const [late, later] = [newPerReport(ear, 64_000), newPerReport(ear, 65_000)];
  assert.ok(later < late && later > 0.97 * late, `${late}, then ${later}`);
});
