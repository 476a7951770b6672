import type { AlertEvent, Standing, TrackEvent } from '../../base/event/index.ts';
import {
  sapientEnums as enums,
  timestampOf,
  type Init,
  type SapientMessage,
} from '../../codec/sapient/index.ts';
import { likeliestOf } from '../likeliest.ts';
import { publicAlert } from '../public/index.ts';
import { horizontalSigmaM, verticalSigmaM } from '../uncertainty.ts';
import { middleOf, zoneRings, type Zone } from '../zone-ring.ts';
import { ulidOf } from './ids.ts';
import { enveloped, type SapientEnvelope } from './link.ts';

type Location = Init<
  NonNullable<Extract<SapientMessage['content'], { case: 'alert' }>['value']['locationOneof']>
>;

const degrees = {
  coordinateSystem: enums.LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M,
  datum: enums.LocationDatum.LOCATION_DATUM_WGS84_E,
};

/** SAPIENT's classes with ours below them, by class. */
const classes: Readonly<Record<string, readonly [type: string, subType?: string]>> = {
  'one-way': ['Air Vehicle', 'UAV Fixed Wing'],
  jet: ['Air Vehicle', 'UAV Fixed Wing'],
  loitering: ['Air Vehicle', 'UAV Fixed Wing'],
  recon: ['Air Vehicle', 'UAV Fixed Wing'],
  multirotor: ['Air Vehicle', 'UAV Rotary Wing'],
  cruise: ['Air Vehicle', 'Missile'],
  ballistic: ['Air Vehicle', 'Missile'],
  aircraft: ['Air Vehicle', 'Manned Fixed Wing'],
  helicopter: ['Air Vehicle', 'Manned Rotary Wing'],
  bird: ['Animal', 'Bird'],
  ground: ['Land Vehicle'],
  surface: ['Sea Vessel', 'Surface'],
  underwater: ['Sea Vessel', 'Underwater'],
};

/** `startMs`: begin of the log, which gives its tracks object ids of their own. */
export interface SapientContext {
  startMs: number;
  standing: Standing;
}

/** A track as a detection report of a fusion node; no sensor's id is told. */
export function sapientFromTrack(
  envelope: SapientEnvelope,
  track: Omit<TrackEvent, 'seq'>,
  { startMs, standing }: SapientContext,
): SapientMessage {
  const { trackId, timeMs, latDeg, lonDeg, heightM, eastMps, northMps, upMps, status } = track;
  const sigmaM = horizontalSigmaM(track);
  const upSigmaM = verticalSigmaM(track);
  return enveloped(envelope, {
    case: 'detectionReport',
    value: {
      reportId: ulidOf(envelope.nowMs, `${trackId} ${timeMs}`),
      objectId: ulidOf(startMs, trackId),
      state: status === 'dropped' ? 'lost' : status,
      locationOneof: {
        case: 'location',
        value: {
          x: lonDeg,
          y: latDeg,
          ...(heightM === undefined ? {} : { z: heightM }),
          ...(sigmaM === undefined ? {} : { xError: sigmaM, yError: sigmaM }),
          ...(heightM === undefined || upSigmaM === undefined ? {} : { zError: upSigmaM }),
          ...degrees,
        },
      },
      detectionConfidence: track.existence,
      trackInfo: [{ type: 'evidence', value: track.evidence.status }],
      objectInfo: standing === 'actual' ? [] : [{ type: 'standing', value: standing }],
      classification: classificationOf(track),
      velocityOneof: {
        case: 'enuVelocity',
        value: { eastRate: eastMps, northRate: northMps, ...(upMps === undefined ? {} : { upRate: upMps }) },
      },
    },
  });
}

function classificationOf(track: Omit<TrackEvent, 'seq'>): {
  type: string;
  confidence: number;
  subClass: { type: string; confidence: number; level: number }[];
}[] {
  const { name, probability: confidence } = likeliestOf(track);
  const known = classes[name];
  if (known === undefined) return [];
  const [type, subType] = known;
  return [
    { type, confidence, subClass: subType === undefined ? [] : [{ type: subType, confidence, level: 1 }] },
  ];
}

/** An alert for a zone, placed at the middle of its first polygon, in the words that the public gets. */
export function sapientFromAlert(
  envelope: SapientEnvelope,
  alert: Omit<AlertEvent, 'seq'>,
  zone: Zone,
  { startMs, standing }: SapientContext,
): SapientMessage {
  const isOver = alert.level === 'quiet';
  const isWarning = alert.level === 'warning';
  const { properties } = publicAlert({ ...alert, seq: 1 }, zone, standing);
  return enveloped(envelope, {
    case: 'alert',
    value: {
      alertId: ulidOf(startMs, `alert ${alert.alertId}`),
      alertType: isWarning
        ? enums.AlertAlertType.ALERT_TYPE_CRITICAL
        : enums.AlertAlertType.ALERT_TYPE_WARNING,
      status: isOver ? enums.AlertAlertStatus.ALERT_STATUS_CLEAR : enums.AlertAlertStatus.ALERT_STATUS_ACTIVE,
      description: `${zone.name?.en ?? alert.zoneId}: ${properties.text.en}`,
      locationOneof: locationOf(zone),
      priority: isWarning
        ? enums.AlertDiscretePriority.DISCRETE_PRIORITY_HIGH
        : enums.AlertDiscretePriority.DISCRETE_PRIORITY_MEDIUM,
      associatedFile: [],
      associatedDetection: [...new Set(alert.reasons.flatMap(({ trackId }) => trackId ?? []))].map(
        (trackId) => ({
          timestamp: timestampOf(alert.timeMs),
          nodeId: envelope.nodeId,
          objectId: ulidOf(startMs, trackId),
        }),
      ),
    },
  });
}

function locationOf(zone: Zone): Location {
  const ring = zoneRings(zone).at(0);
  if (ring === undefined) return { case: undefined, value: undefined };
  const { latDeg, lonDeg } = middleOf(ring);
  return { case: 'location', value: { x: lonDeg, y: latDeg, ...degrees } };
}
