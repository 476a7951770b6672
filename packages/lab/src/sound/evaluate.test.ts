import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { acousticModel } from '@kentongan/core/sense/acoustic';
import { need, sharedDir } from '../../../../tools/test/need.ts';
import { hearFolder, judgeRows, recordingsFound } from './evaluate.ts';

// What the shipped weights must reach. The drones here were never trained on; of the other sounds the licensed were.
test('the shipped weights keep what they reached on real recordings', { skip: need('shared') }, async () => {
  const folder = join(sharedDir, 'audio/dev');
  const heard = await hearFolder(
    folder,
    () => acousticModel,
    (label) => label.part === 'near',
  );
  const near = judgeRows(heard)[0]!;
  assert.ok(near.auc > 0.94, `AUC ${near.auc}`);
  assert.ok(near.pdAtPfa1e3 > 0.4, `Pd ${near.pdAtPfa1e3}`);
  assert.ok(near.falseAlarms <= 0.001 * near.negatives, `${near.falseAlarms} false alarms`);
  const { found } = recordingsFound(heard);
  assert.ok(found >= 12, `${found} recordings found`);
});
