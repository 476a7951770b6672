export { startLink, type Link, type LinkFrom, type LinkOptions } from './link.ts';
export type { Sender } from './cot-sender.ts';
export { startSender, type SenderOptions } from './sender.ts';
export type { ClientTls, ServerTls } from './tls-dial.ts';
export { listenUdp } from './udp.ts';
export { startBroker, type Broker } from './mqtt-broker.ts';
