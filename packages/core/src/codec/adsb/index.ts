export type { AdsbDecoded, AdsbDecoder, AdsbMessage, AdsbRefusal, Aircraft } from './aircraft.ts';
export { AircraftJsonDecoder, decodeAircraftJson } from './json.ts';
export { decodeSbsLine, SbsDecoder } from './sbs.ts';
