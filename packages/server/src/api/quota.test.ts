import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Quota } from './quota.ts';

test('an address has its burst, then its rate; another has its own', () => {
  const quota = new Quota({ burst: 3, perSecond: 2 });
  const taken = (address: string, nowMs: number): boolean => quota.take(address, nowMs);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => taken('a', 0)),
    [true, true, true, false],
  );
  assert.equal(taken('b', 0), true);
  assert.equal(taken('a', 400), false);
  assert.equal(taken('a', 1000), true);
  assert.equal(taken('a', 1000), true);
  assert.equal(taken('a', 1000), false);
});

test('a million addresses cost no more room than ten thousand', () => {
  const quota = new Quota({ burst: 1, perSecond: 1 });
  for (let k = 0; k < 20_000; k++) quota.take(`address ${k}`, 0);
  assert.equal(quota.take('address 19999', 0), false);
  assert.equal(quota.take('address 0', 0), true);
});
