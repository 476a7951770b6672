export { RemoteIdClaims, remoteIdReceiver } from './claims.ts';
