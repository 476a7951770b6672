import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readSapientJson, sapientJson, shortestFloat32 } from './json.ts';
import { readSapient, writeSapient } from './read.ts';
import { detectionMessage, nodeId, ulid } from './testing/samples.ts';

function detection(change: (report: Record<string, unknown>) => void): unknown {
  const json = structuredClone(sapientJson(detectionMessage()));
  change(json['detectionReport'] as Record<string, unknown>);
  return json;
}

test('JSON read and written again is the same', () => {
  const json = sapientJson(detectionMessage());
  const { message, errors } = readSapientJson(json);
  assert.deepEqual(errors, []);
  assert.deepEqual(sapientJson(message!), json);
});

test('a message from bytes has the same JSON as before, 32-bit numbers included', () => {
  const json = sapientJson(detectionMessage());
  const { message } = readSapient(writeSapient(detectionMessage()));
  assert.deepEqual(sapientJson(message!), json);
});

test('field names are read in both spellings', () => {
  const both = { node_id: nodeId, registration: { short_name: 'C1', shortName: 'C2' } };
  const { message, errors } = readSapientJson(both);
  assert.equal(message!.nodeId, nodeId);
  assert.ok(errors.includes('registration.short_name: expected one of a kind, found short_name too'));
});

test('an unknown field is an error at its path, and the rest is read', () => {
  const json = detection((report) => {
    report['detectionLocation'] = {};
    delete report['objectId'];
  });
  const { message, errors } = readSapientJson(json);
  assert.deepEqual(errors, [
    'detection_report.detectionLocation: unknown field',
    'detection_report.object_id: mandatory field missing',
  ]);
  assert.equal(message!.nodeId, nodeId);
});

test('a value that does not fit is an error at its path', () => {
  const json = detection((report) => {
    report['detectionConfidence'] = 'high';
    report['location'] = { ...(report['location'] as object), datum: 'LOCATION_DATUM_MOON' };
    report['classification'] = [{ type: 'a' }, { type: 5 }];
  });
  const { errors } = readSapientJson(json);
  assert.deepEqual(errors, [
    'detection_report.location.datum: expected a value of LocationDatum, found "LOCATION_DATUM_MOON"',
    'detection_report.detection_confidence: expected a number that fits, found "high"',
    'detection_report.classification.1.type: expected text, found 5',
    'detection_report.location.datum: mandatory field missing',
    'detection_report.classification.1.type: mandatory field missing',
  ]);
});

test('two members of one oneof are an error', () => {
  const json = detection((report) => {
    report['rangeBearing'] = { azimuth: 1 };
  });
  assert.deepEqual(readSapientJson(json).errors, [
    'detection_report.range_bearing: expected one of a kind, found location too',
  ]);
});

test('null is a field left out', () => {
  const json = detection((report) => {
    report['taskId'] = null;
    report['objectId'] = null;
  });
  assert.deepEqual(readSapientJson(json).errors, ['detection_report.object_id: mandatory field missing']);
});

test('what is no object at all is refused', () => {
  for (const value of [null, 5, 'x', [], true]) {
    assert.match(readSapientJson(value).errors[0], /^\(root\): expected an object/);
  }
});

test('an enum left out, or sent as unspecified, breaks "mandatory"; a number that the standard lacks is named', () => {
  const json = detection((report) => {
    report['location'] = { x: 1, y: 2, coordinateSystem: 0, datum: 77 };
  });
  assert.deepEqual(readSapientJson(json).errors, [
    'detection_report.location.coordinate_system: mandatory field missing',
    'detection_report.location.datum: unknown enum value: 77',
  ]);
});

test('ids are held to their form', () => {
  const json = detection((report) => {
    report['objectId'] = ulid.toLowerCase();
    report['derivedDetection'] = [{ nodeId: nodeId.toUpperCase(), objectId: ulid }];
  });
  assert.deepEqual(readSapientJson(json).errors, [
    `detection_report.object_id: invalid ULID: ${ulid.toLowerCase()}`,
    `detection_report.derived_detection.0.node_id: invalid UUID: ${nodeId.toUpperCase()}`,
  ]);
});

test('errors are no more than 32 whatever a sender does', () => {
  const json = detection((report) => {
    report['classification'] = Array.from({ length: 1000 }, () => ({}));
  });
  assert.equal(readSapientJson(json).errors.length, 32);
});

test('the shortest decimal of a 32-bit float gives that float back, and 0.1 is 0.1', () => {
  assert.equal(shortestFloat32(Math.fround(0.1)), 0.1);
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => Object.is(Math.fround(shortestFloat32(value)), value)),
  );
});
