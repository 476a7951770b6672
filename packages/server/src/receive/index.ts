export { createIntake, joinIntake, refusalIn, type Intake, type IntakeAnswer } from './intake.ts';
export { isAdsb, startReceiver, type Receiver, type ReceiverOptions } from './receiver.ts';
export { serveSensorSocket } from './sensor-socket.ts';
export { SourceStats, type SourceIdentity, type SourceWay } from './source-stats.ts';
export {
  callTcp,
  dialTcp,
  listenTcp,
  type CallOptions,
  type ConnectionWatch,
  type Endpoint,
  type ListenOptions,
  type TcpEnd,
} from './tcp.ts';
