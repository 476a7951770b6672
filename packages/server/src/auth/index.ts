export { publicKeyFrom, verifyEd25519 } from './ed25519.ts';
export { canonicalJson } from './canonical.ts';
export { KeyStore, type Device, type EnrolmentTerms, type NewDevice } from './key-store.ts';
export {
  Nonces,
  operatorSessionMs,
  sensorSessionMs,
  Sessions,
  sessionWindowMs,
  type SessionOf,
} from './sessions.ts';
export { openSigner, type AlertSigner } from './alert-signer.ts';
