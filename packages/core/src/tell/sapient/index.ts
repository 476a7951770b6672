export { sapientFromAlert, sapientFromTrack, type SapientContext } from './conclusion.ts';
export { ulidOf } from './ids.ts';
export {
  alertAck,
  fusionRegistration,
  fusionStatus,
  registrationAck,
  sapientError,
  statusIntervalMs,
  taskRejected,
  type SapientEnvelope,
} from './link.ts';
