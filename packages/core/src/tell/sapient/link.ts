import {
  sapientEnums as enums,
  sapientMessage,
  timestampOf,
  type Init,
  type SapientMessage,
} from '../../codec/sapient/index.ts';
import { ulidOf } from './ids.ts';

/** Who speaks, to whom, and when: ms since 1970 UTC by our clock, as SAPIENT refuses what is off by a second. */
export interface SapientEnvelope {
  /** UUID, version 4. */
  nodeId: string;
  destinationId?: string;
  nowMs: number;
}

type Content = Init<SapientMessage['content']>;

export function enveloped(
  { nodeId, destinationId, nowMs }: SapientEnvelope,
  content: Content,
): SapientMessage {
  return sapientMessage({
    timestamp: timestampOf(nowMs),
    nodeId,
    ...(destinationId === undefined ? {} : { destinationId }),
    content,
  });
}

/** The answer to a registration. A refusal says why. */
export function registrationAck(envelope: SapientEnvelope, refusedBecause?: string): SapientMessage {
  return enveloped(envelope, {
    case: 'registrationAck',
    value: {
      acceptance: refusedBecause === undefined,
      ackResponseReason: refusedBecause === undefined ? [] : [refusedBecause],
    },
  });
}

/** What was wrong with a message, and the message itself where it is small. */
export function sapientError(
  envelope: SapientEnvelope,
  packet: Uint8Array,
  errors: readonly string[],
): SapientMessage {
  return enveloped(envelope, {
    case: 'error',
    value: { packet: packet.slice(0, mostEchoed), errorMessage: errors.slice(0, mostErrors) },
  });
}

const mostEchoed = 4096;
const mostErrors = 16;

/** Kentongan acts on nothing: every task is rejected. */
export function taskRejected(envelope: SapientEnvelope, taskId: string): SapientMessage {
  return enveloped(envelope, {
    case: 'taskAck',
    value: {
      taskId,
      taskStatus: enums.TaskAckTaskStatus.TASK_STATUS_REJECTED,
      reason: ['Kentongan warns people; it takes no tasks'],
    },
  });
}

/** A node's alert was received; what follows of it is decided here, by the rules for detections. */
export function alertAck(envelope: SapientEnvelope, alertId: string): SapientMessage {
  return enveloped(envelope, {
    case: 'alertAck',
    value: { alertId, reason: [], alertAckStatus: enums.AlertAckAlertAckStatus.ALERT_ACK_STATUS_ACCEPTED },
  });
}

/** How often `fusionStatus` is sent, as the registration promises. */
export const statusIntervalMs = 5000;

const seconds = (value: number): { units: number; value: number } => ({
  units: enums.RegistrationTimeUnits.TIME_UNITS_SECONDS,
  value,
});

const inDegrees = {
  coordinatesOneof: {
    case: 'locationUnits',
    value: enums.LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M,
  },
  datumOneof: { case: 'locationDatum', value: enums.LocationDatum.LOCATION_DATUM_WGS84_E },
} as const;

/** We register as a fusion node under another middleware, able to do no task. */
export function fusionRegistration(envelope: SapientEnvelope, name: string, version: string): SapientMessage {
  return enveloped(envelope, {
    case: 'registration',
    value: {
      nodeDefinition: [
        { nodeType: enums.RegistrationNodeType.NODE_TYPE_FUSION_NODE, nodeSubType: ['Kentongan'] },
      ],
      icdVersion: 'BSI Flex 335 v2.0',
      name,
      shortName: name.slice(0, 20),
      capabilities: [
        { category: 'Fusion', type: 'Acoustic and radar tracks of aircraft', value: '', units: '' },
      ],
      statusDefinition: {
        statusInterval: seconds(statusIntervalMs / 1000),
        locationDefinition: inDegrees,
        statusReport: [],
      },
      modeDefinition: [
        {
          modeName: 'Default',
          modeType: enums.RegistrationModeType.MODE_TYPE_PERMANENT,
          settleTime: seconds(0),
          maximumLatency: seconds(2),
          scanType: enums.RegistrationScanType.SCAN_TYPE_FIXED,
          trackingType: enums.RegistrationTrackingType.TRACKING_TYPE_TRACK,
          modeParameter: [],
          detectionDefinition: [
            {
              locationType: inDegrees,
              detectionPerformance: [],
              detectionReport: [],
              detectionClassDefinition: [],
              behaviourDefinition: [],
            },
          ],
          task: { concurrentTasks: 0, regionDefinition: noRegion, command: [] },
        },
      ],
      dependentNodes: [],
      reportingRegion: [],
      configData: [
        { manufacturer: 'Kentongan', model: 'Kentongan', softwareVersion: version, subComponents: [] },
      ],
    },
  });
}

const noRegion = {
  regionType: [enums.RegistrationRegionType.REGION_TYPE_AREA_OF_INTEREST],
  regionArea: [inDegrees],
  classFilterDefinition: [],
  behaviourFilterDefinition: [],
};

export function fusionStatus(envelope: SapientEnvelope, isFirst: boolean): SapientMessage {
  return enveloped(envelope, {
    case: 'statusReport',
    value: {
      reportId: ulidOf(envelope.nowMs, `status ${envelope.nodeId} ${envelope.nowMs}`),
      system: enums.StatusReportSystem.SYSTEM_OK,
      info: isFirst ? enums.StatusReportInfo.INFO_NEW : enums.StatusReportInfo.INFO_UNCHANGED,
      mode: 'Default',
      obscuration: [],
      status: [],
      coverage: [],
    },
  });
}
