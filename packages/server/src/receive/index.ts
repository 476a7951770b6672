export { createIntake, type Intake, type IntakeAnswer } from './intake.ts';
export { isAdsb, startReceiver, type Receiver, type ReceiverOptions } from './receiver.ts';
export { serveSensorSocket } from './sensor-socket.ts';
export { callTcp, listenTcp, type Endpoint, type TcpEnd } from './tcp.ts';
