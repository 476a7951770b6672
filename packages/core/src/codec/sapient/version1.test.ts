import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromJson, type JsonValue, toBinary } from '@bufbuild/protobuf';
import { frameSapient } from './frames.ts';
import { inspectSapient } from './inspect.ts';
import { readSapient, versionOfIcd, writeSapient } from './read.ts';
import { schemas } from './schema.ts';
import { detectionMessage, errorMessage, nodeId, statusMessage, ulid } from './testing/samples.ts';

const header = { timestamp: '2023-11-14T22:13:20Z', nodeId };
const locationType = { locationUnits: 1, locationDatum: 1 };
const seconds = { units: 4, value: 5 };

function version1Bytes(content: Record<string, JsonValue>): Uint8Array {
  const { message } = schemas[1];
  return toBinary(message, fromJson(message, { ...header, ...content }));
}

const registration = version1Bytes({
  registration: {
    nodeDefinition: [{ nodeType: 'NODE_TYPE_ACOUSTIC' }],
    icdVersion: 'BSI_Flex_335_v1.0',
    capabilities: [{ category: 'Sound', type: 'Array' }],
    statusDefinition: { statusInterval: seconds },
    modeDefinition: [
      {
        modeName: 'Default',
        modeType: 'MODE_TYPE_PERMANENT',
        settleTime: seconds,
        detectionDefinition: { locationType },
        task: [{ regionDefinition: { regionType: [1], regionArea: [locationType] }, concurrentTasks: 2 }],
      },
    ],
  },
});

const status = version1Bytes({
  statusReport: {
    reportId: ulid,
    system: 'SYSTEM_WARNING',
    info: 'INFO_NEW',
    coverage: { rangeBearing: { azimuth: 10, range: 3000, coordinateSystem: 1, datum: 1 } },
    power: { source: 'Mains', status: 'ok', level: 80 },
    status: [{ statusType: 'NotDetecting' }, { statusType: 'Raining', statusLevel: 1, statusValue: 'hard' }],
  },
});

test('a registration of version 1 becomes version 2, its single and repeated fields exchanged', () => {
  const { message, errors } = readSapient(registration, 1);
  assert.deepEqual(errors, []);
  assert.equal(message!.content.case, 'registration');
  const [mode] = message!.content.value.modeDefinition;
  assert.equal(mode.detectionDefinition.length, 1);
  assert.equal(mode.task?.concurrentTasks, 2);
});

test('a status report of version 1 keeps coverage and power, and its texts become enums', () => {
  const { message, errors } = readSapient(status, 1);
  assert.deepEqual(errors, []);
  assert.equal(message!.content.case, 'statusReport');
  const report = message!.content.value;
  assert.equal(report.coverage.length, 1);
  assert.deepEqual([report.power?.source, report.power?.status, report.power?.level], [2, 1, 80]);
  assert.deepEqual(
    report.status.map(({ statusType, statusLevel, statusValue }) => [statusType, statusLevel, statusValue]),
    [
      [11, undefined, undefined],
      [13, undefined, 'hard'],
    ],
  );
});

test('a version 1 status report read as version 2 breaks its rules', () => {
  assert.ok(readSapient(status, 2).errors.includes('status_report.mode: mandatory field missing'));
});

test('acknowledgements and errors of version 1 become lists', () => {
  const ack = readSapient(
    version1Bytes({ registrationAck: { acceptance: false, ackResponseReason: 'late' } }),
    1,
  );
  assert.deepEqual(ack.errors, []);
  assert.equal(ack.message!.content.case, 'registrationAck');
  assert.deepEqual(ack.message!.content.value.ackResponseReason, ['late']);
  const alertAck = readSapient(
    version1Bytes({ alertAck: { alertId: ulid, alertStatus: 2, reason: 'no' } }),
    1,
  );
  assert.equal(alertAck.message!.content.case, 'alertAck');
  assert.deepEqual(
    [alertAck.message!.content.value.alertAckStatus, alertAck.message!.content.value.reason],
    [2, ['no']],
  );
  const task = readSapient(version1Bytes({ task: { taskId: ulid, control: 'CONTROL_DEFAULT' } }), 1);
  assert.equal(task.message!.content.case, 'task');
  assert.equal(task.message!.content.value.control, undefined);
});

test('detections are the same on the wire in both versions', () => {
  const bytes = writeSapient(detectionMessage(), 1);
  assert.deepEqual(bytes, writeSapient(detectionMessage(), 2));
  assert.deepEqual(readSapient(bytes, 1), readSapient(bytes, 2));
});

test('an error for a version 1 node has one text, in version 1’s field', () => {
  const { message, errors } = readSapient(writeSapient(errorMessage(), 1), 1);
  assert.deepEqual(errors, []);
  assert.equal(message!.content.case, 'error');
  assert.deepEqual(message!.content.value.errorMessage, ['first, second']);
});

test('a status report is not written for version 1', () => {
  assert.throws(() => writeSapient(statusMessage(), 1), /expected a message that version 1 shares/);
});

test('in a file, a node that registered with version 1 is read as that from then on', () => {
  const stream = Buffer.concat([frameSapient(status), frameSapient(registration), frameSapient(status)]);
  const verdicts = Array.from(inspectSapient(stream), ({ verdict }) => verdict);
  assert.deepEqual(verdicts, ['reject', 'accept', 'accept']);
});

test('the version stands in icd_version, with blanks or underscores', () => {
  assert.equal(versionOfIcd('BSI Flex 335 v1.0'), 1);
  assert.equal(versionOfIcd('BSI_Flex_335_v2.0'), 2);
  assert.equal(versionOfIcd('BSI Flex 335 v3.0'), undefined);
  assert.equal(versionOfIcd(undefined), undefined);
});
