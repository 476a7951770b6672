import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  sapientEnums,
  sapientMessage,
  type Init,
  type SapientMessage,
} from '../../../codec/sapient/index.ts';
import type { DetectionReport, Report, SensorReport } from '../../report.ts';
import { geodeticFromUtm, SapientReports } from './index.ts';

const nodeId = 'f3a1c2d4-5b6e-4f70-8123-456789abcdef';
const ulid = '01H4R63D7NVN8444Z5M77WEBY6';
const origin = { latDeg: 49.5, lonDeg: 31 };
const timestamp = { seconds: 1_790_000_000n, nanos: 250_000_000 };
const { LocationCoordinateSystem, LocationDatum, RangeBearingCoordinateSystem, RangeBearingDatum } =
  sapientEnums;
const { RegistrationNodeType, StatusReportSystem } = sapientEnums;

type Content = Init<SapientMessage['content']>;

function message(content: Content): SapientMessage {
  return sapientMessage({ timestamp, nodeId, content });
}

function registration(nodeType: number): SapientMessage {
  const nodeDefinition = [{ nodeType, nodeSubType: [] }];
  return message({ case: 'registration', value: { nodeDefinition, shortName: 'R1' } });
}

const degrees = {
  coordinateSystem: LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M,
  datum: LocationDatum.LOCATION_DATUM_WGS84_E,
};

function status(x: number, y: number, system: number = StatusReportSystem.SYSTEM_OK): SapientMessage {
  return message({ case: 'statusReport', value: { system, nodeLocation: { x, y, z: 100, ...degrees } } });
}

type Detection = Init<Extract<SapientMessage['content'], { case: 'detectionReport' }>['value']>;

function located(location: object, more: Detection = {}): SapientMessage {
  return message({
    case: 'detectionReport',
    value: { objectId: ulid, locationOneof: { case: 'location', value: location }, ...more },
  });
}

function polar(rangeBearing: object): SapientMessage {
  return message({
    case: 'detectionReport',
    value: { objectId: ulid, locationOneof: { case: 'rangeBearing', value: rangeBearing } },
  });
}

function registered(nodeType: number = RegistrationNodeType.NODE_TYPE_RADAR): SapientReports {
  const reports = new SapientReports(origin);
  assert.deepEqual(reports.from(registration(nodeType)), []);
  return reports;
}

function detectionOf(reports: Report[]): DetectionReport {
  const found = reports.find((report) => report.kind === 'detection');
  assert.ok(found !== undefined, JSON.stringify(reports));
  return found;
}

function refusalOf(reports: Report[]): string {
  const found = reports.find((report) => report.kind === 'refused');
  assert.ok(found !== undefined, JSON.stringify(reports));
  return `${found.expected}; ${found.found}`;
}

function sensorOf(reports: Report[]): SensorReport {
  const found = reports.find((report) => report.kind === 'sensor');
  assert.ok(found !== undefined, JSON.stringify(reports));
  return found;
}

test('a node is a sensor once it has registered and said where it is', () => {
  const reports = registered();
  const sensor = sensorOf(reports.from(status(31.1, 49.6)));
  assert.equal(sensor.sensorId, nodeId);
  assert.equal(sensor.name, 'R1');
  assert.deepEqual([sensor.sensor.type, sensor.sensor.latDeg, sensor.sensor.lonDeg], ['radar', 49.6, 31.1]);
  assert.deepEqual(reports.from(status(31.1, 49.6)), []);
});

test('every effector is refused, also beside a sensor', () => {
  for (const name of ['KINETIC', 'JAMMER', 'CYBER', 'LDEW', 'RFDEW'] as const) {
    const reports = new SapientReports(origin);
    const said = reports.from(registration(RegistrationNodeType[`NODE_TYPE_${name}`]));
    assert.match(refusalOf(said), /never part of a weapon/);
    assert.equal(reports.isRegistered(nodeId), false);
  }
});

test('a task is refused whoever sends it', () => {
  const task = message({ case: 'task', value: { taskId: ulid } });
  assert.match(refusalOf(registered().from(task)), /no task/);
});

test('who did not register says nothing', () => {
  assert.match(refusalOf(new SapientReports(origin).from(status(31, 49))), /registration first/);
});

test('a location becomes a position with velocity, class and the time it was sensed', () => {
  const said = registered().from(
    located(
      { x: 30.9, y: 49.4, z: 180, xError: 12, yError: 12, ...degrees },
      {
        classification: [
          {
            type: 'Air Vehicle',
            confidence: 0.9,
            subClass: [{ type: 'UAV Fixed Wing', level: 1, confidence: 0.7 }],
          },
        ],
        velocityOneof: { case: 'enuVelocity', value: { eastRate: -31, northRate: 39, upRate: 0 } },
      },
    ),
  );
  const detection = detectionOf(said);
  assert.deepEqual(detection.measurement, {
    type: 'position',
    latDeg: 49.4,
    lonDeg: 30.9,
    heightM: 180,
    eastMps: -31,
    northMps: 39,
    upMps: 0,
  });
  assert.deepEqual(detection.sigma, { positionM: 12 });
  assert.equal(detection.sensedMs, 1_790_000_000_250);
  assert.equal(detection.sourceTrackId, ulid);
  assert.ok(detection.classLikelihood!['one-way']! > 10 * detection.classLikelihood!['bird']!);
});

test('swapped axes are noticed by the region', () => {
  const detection = detectionOf(registered().from(located({ x: 49.4, y: 30.9, ...degrees })));
  assert.ok(detection.measurement.type === 'position');
  assert.deepEqual([detection.measurement.latDeg, detection.measurement.lonDeg], [49.4, 30.9]);
});

test('where both orders are possible the node’s other reports decide', () => {
  // Near 40 N 40 E either order is within the region.
  const reports = new SapientReports({ latDeg: 40, lonDeg: 40 });
  reports.from(registration(RegistrationNodeType.NODE_TYPE_RADAR));
  const read = (x: number, y: number): number => {
    const { measurement } = detectionOf(reports.from(located({ x, y, ...degrees })));
    assert.ok(measurement.type === 'position');
    return measurement.latDeg;
  };
  assert.equal(read(40.5, 39.5), 39.5);
  // 36 N 46 E lies 690 km away, 46 N 36 E 740 km: this one is swapped for certain.
  assert.equal(read(36, 46), 36);
  assert.equal(read(40.5, 39.5), 40.5);
});

test('degrees under the label of UTM place nothing, real UTM does', () => {
  const utm = {
    coordinateSystem: LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_UTM_M,
    datum: LocationDatum.LOCATION_DATUM_WGS84_E,
  };
  const mislabelled = registered().from(located({ x: 49.4, y: 30.9, utmZone: '36U', ...utm }));
  assert.match(refusalOf(mislabelled), /easting/);
  const real = registered().from(located({ x: 355_000, y: 5_480_000, utmZone: '36U', ...utm }));
  const { measurement } = detectionOf(real);
  assert.ok(measurement.type === 'position' && Math.abs(measurement.latDeg - 49.45) < 0.05);
});

test('UTM agrees with the forward projection of the textbook to a millimetre', () => {
  // Karney's GeoConvert: 318720 176487 in zone 30U read as 30N is 1.5957 N 4.6303 W; CN Tower, Toronto: 17T 630084 4833438.
  const tower = geodeticFromUtm(630_084, 4_833_438, '17T');
  assert.ok(typeof tower !== 'string');
  assert.ok(Math.abs(tower.latDeg - 43.642_561) < 1e-5, String(tower.latDeg));
  assert.ok(Math.abs(tower.lonDeg + 79.387_143) < 1e-5, String(tower.lonDeg));
  // On the central meridian the northing is 0.9996 times the meridian arc: 45° is 4,984,944.378 m.
  const middle = geodeticFromUtm(500_000, 0.9996 * 4_984_944.378, '33T');
  assert.ok(typeof middle !== 'string' && Math.abs(middle.latDeg - 45) < 1e-8 && middle.lonDeg === 15);
});

test('range and bearing need the node’s place, true north and their units', () => {
  const { RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_KM: inKm } = RangeBearingCoordinateSystem;
  const { RANGE_BEARING_DATUM_TRUE: fromTrue, RANGE_BEARING_DATUM_MAGNETIC: magnetic } = RangeBearingDatum;
  const plot = { range: 5, azimuth: 90, azimuthError: 1, coordinateSystem: inKm, datum: fromTrue };
  const reports = registered();
  assert.match(refusalOf(reports.from(polar(plot))), /place before ranges/);
  reports.from(status(31, 49.5));
  const detection = detectionOf(reports.from(polar(plot)));
  assert.deepEqual(detection.measurement, { type: 'rangeBearing', rangeM: 5000, bearingRad: Math.PI / 2 });
  assert.ok(Math.abs(detection.sigma!.bearingRad! - Math.PI / 180) < 1e-12);
  assert.match(refusalOf(reports.from(polar({ ...plot, datum: magnetic }))), /true north/);
});

test('a node that says goodbye is down', () => {
  const reports = registered();
  reports.from(status(31, 49.5));
  assert.equal(sensorOf(reports.from(status(31, 49.5, StatusReportSystem.SYSTEM_GOODBYE))).state, 'down');
});

test('a relay keeps who said it first', () => {
  const first = 'a3a1c2d4-5b6e-4f70-8123-456789abcdef';
  const detection = detectionOf(
    registered(RegistrationNodeType.NODE_TYPE_FUSION_NODE).from(
      located(
        { x: 31, y: 49.5, ...degrees },
        { derivedDetection: [{ timestamp, nodeId: first, objectId: ulid }] },
      ),
    ),
  );
  assert.equal(detection.origin, first);
});
