export {
  describedReceivers,
  understandAdsb,
  understandAis,
  understandAsterix,
  understandCot,
  understandRemoteId,
  understandSapient,
  type Understanding,
  type Understood,
} from './flow.ts';
