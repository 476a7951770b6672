export { AisDecoder } from './decoder.ts';
export { aisPrinted, inspectAis } from './inspect.ts';
export type { AisDecoded, AisFields, AisMessage, AisRefusal, AisTag, AisValue } from './message.ts';
