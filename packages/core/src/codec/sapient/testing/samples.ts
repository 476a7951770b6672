import { LocationCoordinateSystem, LocationDatum, StatusReportInfo, StatusReportSystem } from '../enums.ts';
import type { SapientMessage } from '../messages.ts';
import { sapientMessage } from '../read.ts';

/** Hand-made messages for tests and benchmarks. */
export const nodeId = 'f3a1c2d4-5b6e-4f70-8123-456789abcdef';
export const ulid = '01H4R63D7NVN8444Z5M77WEBY6';
export const timestamp = { seconds: 1_700_000_000n, nanos: 250_000_000 };

export function detectionMessage(): SapientMessage {
  return sapientMessage({
    timestamp,
    nodeId,
    content: {
      case: 'detectionReport',
      value: {
        reportId: ulid,
        objectId: ulid,
        locationOneof: {
          case: 'location',
          value: {
            x: 30.9,
            y: 49.4,
            z: 180,
            xError: 12,
            yError: 12,
            coordinateSystem: LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M,
            datum: LocationDatum.LOCATION_DATUM_WGS84_E,
          },
        },
        detectionConfidence: 0.85,
        classification: [
          {
            type: 'Air Vehicle',
            confidence: 0.9,
            subClass: [{ type: 'UAV Fixed Wing', level: 1, confidence: 0.7 }],
          },
        ],
        velocityOneof: { case: 'enuVelocity', value: { eastRate: -31.2, northRate: 38.9, upRate: 0 } },
      },
    },
  });
}

export function statusMessage(): SapientMessage {
  return sapientMessage({
    timestamp,
    nodeId,
    content: {
      case: 'statusReport',
      value: {
        reportId: ulid,
        system: StatusReportSystem.SYSTEM_OK,
        info: StatusReportInfo.INFO_NEW,
        mode: 'Default',
      },
    },
  });
}

export function errorMessage(): SapientMessage {
  return sapientMessage({
    timestamp,
    nodeId,
    content: { case: 'error', value: { packet: Uint8Array.of(1, 2, 3), errorMessage: ['first', 'second'] } },
  });
}
