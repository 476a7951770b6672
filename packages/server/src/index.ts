export { addSimpleSensor, hasEnrolledSensors, inviteOperator, inviteSensor, revokeSensor } from './invite.ts';
export { startServer, type Reconfiguration, type RunningServer } from './main.ts';
export {
  StartError,
  type EquipmentOptions,
  type FactSource,
  type ServerOptions,
  type SourceFact,
} from './options.ts';
export type { EnrolmentTerms } from './auth/index.ts';
export { callTcp, listenTcp, type ReceiverOptions } from './receive/index.ts';
export { listenUdp } from './link/index.ts';
export type { ClientTls, ServerTls, LinkOptions, SenderOptions } from './link/index.ts';
