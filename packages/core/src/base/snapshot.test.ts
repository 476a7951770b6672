import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { snapshotFromState, stateFromSnapshot } from './snapshot.ts';

test('a state comes back to the bit', () => {
  fc.assert(
    fc.property(fc.float64Array(), fc.double(), fc.string(), fc.integer(), (array, number, text, integer) => {
      const state = {
        array,
        number,
        map: new Map([[text, [integer, null, true]]]),
        set: new Set([integer]),
        ints: Int32Array.of(integer),
      };
      assert.deepStrictEqual(stateFromSnapshot(snapshotFromState(state)), state);
    }),
  );
});

test('what cannot come back is refused, not lost', () => {
  assert.throws(() => snapshotFromState({ act: () => 1 }), TypeError);
  assert.throws(() => stateFromSnapshot('{"$array":"Float64Array","base64":"*"}'), SyntaxError);
});
