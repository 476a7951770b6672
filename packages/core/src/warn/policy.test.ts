import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPolicy, defaultPolicy } from './policy.ts';

function refusedAt(changes: Record<string, unknown>): string {
  const checked = checkPolicy(defaultPolicy, changes);
  return checked.ok ? 'taken' : `${checked.at}: expected ${checked.expected}, found ${checked.found}`;
}

test('the default policy holds together', () => {
  assert.deepEqual(checkPolicy(defaultPolicy, {}), { ok: true, value: defaultPolicy });
  assert.equal(refusedAt({ ...defaultPolicy }), 'taken');
});

test('changes replace what they name and nothing else', () => {
  const checked = checkPolicy(defaultPolicy, { warnProbability: 0.5, highest: { recon: 'warning' } });
  assert.ok(checked.ok);
  assert.equal(checked.value.warnProbability, 0.5);
  assert.deepEqual(checked.value.highest, { ...defaultPolicy.highest, recon: 'warning' });
  assert.equal(checked.value.holdMs, defaultPolicy.holdMs);
});

test('a number that the policy does not have is refused by name', () => {
  assert.match(refusedAt({ warnProbabilty: 0.5 }), /^\/warnProbabilty: expected one of warnProbability/);
});

test('a value of the wrong kind or out of range is refused', () => {
  assert.match(refusedAt({ holdMs: '5' }), /holdMs: expected a number of at least 0, found "5"/);
  assert.match(refusedAt({ holdMs: -1 }), /holdMs: expected a number of at least 0/);
  assert.match(refusedAt({ holdMs: Infinity }), /holdMs/);
  assert.match(refusedAt({ warnProbability: 1.5 }), /a number from 0 to 1, found 1.5/);
  assert.match(refusedAt({ twoToEnd: 1 }), /true or false/);
  assert.match(refusedAt({ highest: { 'one-way': 'loud' } }), /levels among quiet, watch, warning/);
  assert.match(refusedAt({ highest: { dragon: 'watch' } }), /classes among/);
  assert.match(refusedAt({ highest: [] }), /levels by class/);
});

test('an expiry that the next renewal could miss is refused', () => {
  assert.match(refusedAt({ expiryMs: defaultPolicy.renewMs }), /expiryMs: expected more than/);
});

test('thresholds to keep that are above those to raise are refused', () => {
  assert.match(refusedAt({ keepProbability: 0.9 }), /at most/);
  assert.match(refusedAt({ watchKeepProbability: 0.9 }), /at most/);
  assert.match(refusedAt({ keepWithinMs: 1000 }), /at least/);
});
