export {
  describedReceivers,
  understandingOf,
  type FlowProtocol,
  type Understanding,
  type Understood,
} from './flow.ts';
