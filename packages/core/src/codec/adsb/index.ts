export type { AdsbDecoded, AdsbDecoder, AdsbMessage, AdsbRefusal, Aircraft } from './aircraft.ts';
export { AvrDecoder } from './avr.ts';
export { BeastDecoder } from './beast.ts';
export { adsbFormatOf, adsbPrinted, createAdsbDecoder, inspectAdsb } from './inspect.ts';
export type { AdsbFormat } from './inspect.ts';
export { AircraftJsonDecoder, decodeAircraftJson } from './json.ts';
export type { ModeSOptions } from './modes.ts';
export { decodeSbsLine, SbsDecoder } from './sbs.ts';
