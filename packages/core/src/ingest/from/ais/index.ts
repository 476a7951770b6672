export { aisClaim, aisReceiver } from './claims.ts';
