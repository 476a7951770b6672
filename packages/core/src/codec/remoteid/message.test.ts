import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRemoteIdMessage } from './message.ts';
import { readRemoteIdPayload } from './pack.ts';
import { basicIdMessage, locationMessage, type LocationValues, pack, textMessage } from './testing/frames.ts';

function read(bytes: Uint8Array): Record<string, unknown> {
  return { ...readRemoteIdMessage(bytes, 'bluetooth4', 9) };
}

function location(values: Partial<LocationValues>): Record<string, unknown> {
  return read(locationMessage(values));
}

test('a location has every field in its unit', () => {
  assert.deepEqual(location({}), {
    messageType: 'location',
    transport: 'bluetooth4',
    counter: 9,
    protocolVersion: 2,
    status: 2,
    directionDeg: 92,
    speedMps: 20.5,
    verticalSpeedMps: 2.5,
    latDeg: 49.4,
    lonDeg: 31,
    geodeticAltitudeM: 180,
    heightType: 0,
    heightM: 100,
    horizontalAccuracy: 10,
    verticalAccuracy: 3,
    baroAccuracy: 4,
    speedAccuracy: 1,
    timestampS: 1234.5,
    timestampAccuracyS: 0.5,
  });
});

test('the direction bit adds 180, and 361 is unknown', () => {
  assert.equal(location({ flags: 0x22, direction: 92 })['directionDeg'], 272);
  assert.equal(location({ flags: 0x22, direction: 179 })['directionDeg'], 359);
  assert.equal('directionDeg' in location({ flags: 0x22, direction: 181 }), false);
});

test('the scale bit chooses between quarter and three-quarter metres per second; only 255 m/s is unknown', () => {
  assert.equal(location({ flags: 0x20, speed: 255 })['speedMps'], 63.75);
  assert.equal(location({ flags: 0x21, speed: 0 })['speedMps'], 63.75);
  assert.equal(location({ flags: 0x21, speed: 100 })['speedMps'], 138.75);
  assert.equal('speedMps' in location({ flags: 0x21, speed: 255 }), false);
});

test('vertical speed is signed, and 63 m/s is unknown', () => {
  assert.equal(location({ verticalSpeed: -10 })['verticalSpeedMps'], -5);
  assert.equal('verticalSpeedMps' in location({ verticalSpeed: 126 }), false);
});

test('latitude and longitude are unknown only where both are 0, and refused where not on Earth', () => {
  assert.equal('latDeg' in location({ lat: 0, lon: 0 }), false);
  assert.equal(location({ lat: 0 })['latDeg'], 0);
  assert.equal(location({ lat: -337_000_001, lon: -700_000_001 })['latDeg'], -33.7000001);
  assert.match(String(location({ lat: 900_000_001 })['error']), /expected a place on Earth/);
});

test('a time of 0xffff is unknown', () => {
  assert.equal('timestampS' in location({ time: 0xffff }), false);
  assert.equal(location({ time: 36_000 })['timestampS'], 3600);
});

test('an id is text up to the first zero, and hexadecimal where it is binary', () => {
  assert.equal(read(basicIdMessage)['uasId'], '1581F5FKD229400AA');
  const uuid = new Uint8Array(25);
  uuid.set([0x02, 0x32, 0xf3, 0xa1, 0, 0xd4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]);
  assert.equal(read(uuid)['uasId'], 'f3a100d40102030405060708090a0b00');
  const session = new Uint8Array(25);
  session.set([0x02, 0x42, 1, 0xff, 0xee]);
  assert.equal(read(session)['uasId'], `01ffee${'00'.repeat(17)}`);
});

test('an empty text is left out', () => {
  assert.equal('description' in read(textMessage(0x32, 0, '')), false);
  assert.equal(read(textMessage(0x32, 1, 'Survey'))['description'], 'Survey');
  assert.equal(read(textMessage(0x52, 0, 'FIN87astrdge12k8'))['operatorId'], 'FIN87astrdge12k8');
});

test('EU category and class stand only where the classification is European', () => {
  const bytes = new Uint8Array(25);
  bytes.set([0x42, 0x05], 0);
  bytes[17] = 0x15;
  bytes[12] = 50;
  assert.deepEqual(read(bytes), {
    messageType: 'system',
    transport: 'bluetooth4',
    counter: 9,
    protocolVersion: 2,
    operatorLocationType: 1,
    classificationType: 1,
    areaCount: 0,
    areaRadiusM: 500,
    categoryEu: 1,
    classEu: 5,
  });
  bytes[1] = 0x01;
  assert.equal('classEu' in read(bytes), false);
});

test('only page 0 of an authentication has its length and time', () => {
  const bytes = new Uint8Array(25);
  bytes.set([0x22, 0x10, 3, 63, 0x10, 0x27, 0, 0, 0xab]);
  assert.deepEqual(
    [read(bytes)['lastPage'], read(bytes)['length'], read(bytes)['timestamp'], read(bytes)['dataHex']],
    [3, 63, 10_000, `ab${'00'.repeat(16)}`],
  );
  bytes[1] = 0x12;
  assert.equal(read(bytes)['page'], 2);
  assert.equal('length' in read(bytes), false);
  assert.equal(String(read(bytes)['dataHex']).length, 46);
});

function errors(...payload: (number | Uint8Array)[]): unknown[] {
  const bytes = payload.flatMap((part) => (typeof part === 'number' ? [part] : [...part]));
  return readRemoteIdPayload(Uint8Array.from(bytes), 'wifiBeacon').map((found) =>
    'error' in found ? found.error : found.messageType,
  );
}

test('only zeros are refused, alone and in a pack', () => {
  assert.deepEqual(errors(1, new Uint8Array(25)), ['expected a message, found only zeros']);
  assert.deepEqual(errors(1, new Uint8Array(78)), ['expected a message, found only zeros']);
  assert.deepEqual(errors(1, pack(new Uint8Array(25), new Uint8Array(25))), [
    'expected messages in a pack, found only zeros',
  ]);
});

test('a bad message in a pack is refused alone', () => {
  const unknown = textMessage(0x72, 1, 'x');
  assert.deepEqual(errors(1, pack(basicIdMessage, unknown, basicIdMessage)), [
    'basicId',
    'expected a message type of 0 to 5, found 7',
    'basicId',
  ]);
});

test('a pack that is cut off gives what is whole and says what is missing', () => {
  const cut = pack(basicIdMessage, basicIdMessage).subarray(0, 40);
  assert.deepEqual(errors(1, cut), ['basicId', 'expected 2 messages in a pack, found room for 1']);
});

test('a pack of another size, of none or of too many is refused', () => {
  assert.deepEqual(errors(1, 0xf2, 24, 1, basicIdMessage), [
    'expected messages of 25 bytes in a pack, found 24',
  ]);
  assert.deepEqual(errors(1, 0xf2, 25, 0, basicIdMessage), ['expected 1 to 9 messages in a pack, found 0']);
  assert.deepEqual(errors(1, 0xf2, 25, 10, basicIdMessage), ['expected 1 to 9 messages in a pack, found 10']);
});

test('too few bytes are refused', () => {
  assert.deepEqual(errors(), ['expected a message of 25 bytes, found 0']);
  assert.deepEqual(errors(1, 2, 3, 4), ['expected a message of 25 bytes, found 3']);
  assert.deepEqual(errors(1, basicIdMessage.subarray(1)), ['expected a message of 25 bytes, found 24']);
});

test('protocol versions 0 to 15 are all read', () => {
  for (let version = 0; version < 16; version++) {
    const bytes = basicIdMessage.slice();
    bytes[0] = version;
    assert.equal(read(bytes)['protocolVersion'], version);
  }
});
