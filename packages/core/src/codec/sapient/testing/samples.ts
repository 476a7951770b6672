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

/** As much as a talkative node says: about 700 bytes. */
export function fullDetectionMessage(): SapientMessage {
  const message = detectionMessage();
  if (message.content.case !== 'detectionReport') throw new Error('expected a detection report');
  return sapientMessage({
    ...message,
    destinationId: nodeId,
    content: {
      case: 'detectionReport',
      value: {
        ...message.content.value,
        taskId: ulid,
        state: 'tracking',
        trackInfo: [{ type: 'confidence', value: '0.9', error: 0.1 }],
        objectInfo: [
          { type: 'dominantFrequency', value: '98.4', error: 0.5 },
          { type: 'height', value: '180', error: 20 },
        ],
        behaviour: [{ type: 'Flying', confidence: 0.8 }],
        associatedFile: [{ type: 'image', url: 'https://example.org/detections/1.jpg' }],
        signal: [
          { amplitude: 12, startFrequency: 90, centreFrequency: 98.4, stopFrequency: 110, pulseDuration: 0 },
        ],
        associatedDetection: [{ timestamp, nodeId, objectId: ulid }],
        derivedDetection: [{ timestamp, nodeId, objectId: ulid }],
        predictionLocation: {
          predictedTimestamp: timestamp,
          predictedLocationOneof: message.content.value.locationOneof,
        },
        colour: 'grey',
        id: 'none painted on',
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
