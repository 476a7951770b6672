export { publicKeyFrom, verifyEd25519, signEd25519, createSigningKey } from './ed25519.ts';
export { canonicalJson } from './canonical.ts';
export { KeyStore, type Device, type EnrolmentTerms } from './key-store.ts';
export { Sessions, type SessionOf } from './sessions.ts';
export { openSigner, type AlertSigner } from './alert-signer.ts';
