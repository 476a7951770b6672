export {
  type CapAlert,
  type CapArea,
  type CapInfo,
  type CapNamedValue,
  type CapReference,
  capReferenceOf,
  capReferencesOf,
  type CapResource,
} from './alert.ts';
export { type CapInspection, inspectCap } from './inspect.ts';
export { type CapReading, readCap } from './read.ts';
export { readCapCircle, readCapPolygon, writeCapCircle, writeCapPolygon } from './shape.ts';
export {
  type CapCrypto,
  type CapHash,
  type CapSignature,
  type CapSignatureCheck,
  checkCapSignature,
  readCapSignature,
  type SignedText,
} from './signature.ts';
export { capNamespaces, type CapVersion } from './table.ts';
export { withCapSignature, writeCap } from './write.ts';
export { capDateTimeOf } from '../xml/index.ts';
