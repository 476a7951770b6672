export {
  type CotEvent,
  type CotPoint,
  type CotRefusal,
  cotUnknown,
  readCotXml,
  writeCotXml,
} from './event.ts';
export {
  type CotFormat,
  type CotFrame,
  CotStream,
  maxCotBytes,
  readCotDatagram,
  writeCotDatagram,
  writeCotStream,
} from './frames.ts';
export {
  type CotDetail,
  type CotInspection,
  cotInspection,
  inspectCot,
  inspectCotPayloads,
  type CotPayload,
} from './inspect.ts';
export { readTakMessage, writeTakMessage } from './tak.ts';
export { type CotAffiliation, cotAffiliations, cotAtomOf, cotHowFused, cotKinds, cotType } from './type.ts';
