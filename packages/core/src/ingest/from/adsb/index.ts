export { AdsbClaims, type AdsbClaim } from './claims.ts';
export { adsbReceiver } from './receiver.ts';
