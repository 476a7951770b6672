import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSapient, writeSapient, type SapientMessage } from '../../codec/sapient/index.ts';
import { sampleAlert, sampleMs, sampleTrack, sampleZone } from '../testing/samples.ts';
import {
  alertAck,
  fusionRegistration,
  fusionStatus,
  registrationAck,
  sapientError,
  sapientFromAlert,
  sapientFromTrack,
  taskRejected,
  ulidOf,
} from './index.ts';

const envelope = {
  nodeId: 'f3a1c2d4-5b6e-4f70-8123-456789abcdef',
  destinationId: 'a3a1c2d4-5b6e-4f70-8123-456789abcdef',
  nowMs: sampleMs + 40,
};
const context = { startMs: sampleMs - 3_600_000, standing: 'exercise' } as const;

/** As whoever receives it reads it, by the standard's rules. */
function received(message: SapientMessage): SapientMessage {
  const reading = readSapient(writeSapient(message));
  assert.deepEqual(reading.errors, []);
  return reading.message!;
}

test('all that we say is accepted by the standard', () => {
  for (const message of [
    registrationAck(envelope),
    registrationAck(envelope, 'an effector'),
    sapientError(envelope, new Uint8Array(9000), ['detectionReport.objectId: missing']),
    taskRejected(envelope, ulidOf(1, 'task')),
    alertAck(envelope, ulidOf(1, 'alert')),
    fusionRegistration(envelope, 'Kentongan Odesa', '0.1.0'),
    fusionStatus(envelope, true),
    sapientFromTrack(envelope, sampleTrack(), context),
    sapientFromTrack(
      envelope,
      sampleTrack({ status: 'dropped', heightM: 200, upMps: 1, classProb: {} }),
      context,
    ),
    sapientFromAlert(envelope, sampleAlert(), sampleZone, context),
  ])
    received(message);
});

test('a track keeps its object id from report to report, and another has another', () => {
  const idOf = (trackId: string, timeMs: number): string | undefined => {
    const { content } = received(sapientFromTrack(envelope, sampleTrack({ trackId, timeMs }), context));
    return content.case === 'detectionReport' ? content.value.objectId : undefined;
  };
  assert.equal(idOf('t3', sampleMs), idOf('t3', sampleMs + 1000));
  const ids = new Set(Array.from({ length: 2000 }, (_, k) => ulidOf(sampleMs, `t${k}`)));
  assert.equal(ids.size, 2000);
});

test('longitude is x, errors are metres, and the likeliest class is named with its parent', () => {
  const { content } = received(sapientFromTrack(envelope, sampleTrack(), context));
  assert.ok(content.case === 'detectionReport' && content.value.locationOneof.case === 'location');
  const { x, y, xError } = content.value.locationOneof.value;
  assert.deepEqual([x, y, xError], [30.75, 46.5, 30]);
  const [found] = content.value.classification;
  assert.equal(found.type, 'Air Vehicle');
  assert.equal(found.subClass[0].type, 'UAV Fixed Wing');
  assert.equal(content.value.objectInfo[0].value, 'exercise');
});

test('an alert that ended is clear, with its id', () => {
  const first = received(sapientFromAlert(envelope, sampleAlert(), sampleZone, context)).content;
  const over = sampleAlert({ level: 'quiet', allClear: true, revision: 3 });
  const last = received(sapientFromAlert(envelope, over, sampleZone, context)).content;
  assert.ok(first.case === 'alert' && last.case === 'alert');
  assert.equal(first.value.alertId, last.value.alertId);
  assert.deepEqual([first.value.status, last.value.status], [1, 5]);
  assert.match(first.value.description!, /EXERCISE/);
});

test('no seq and no cause is in what is told', () => {
  const text = Buffer.from(writeSapient(sapientFromTrack(envelope, sampleTrack(), context))).toString(
    'latin1',
  );
  assert.ok(!text.includes('4711') && !text.includes('r0'));
});
