export { startLink, type Link, type LinkFrom, type LinkOptions } from './link.ts';
export { startSender, type Sender, type SenderOptions } from './cot-sender.ts';
export { startBroker, type Broker } from './mqtt-broker.ts';
