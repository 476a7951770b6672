import { eventLogContract } from './contract.ts';
import { emptyMedium, MemoryLog } from './memory.ts';

eventLogContract('MemoryLog', async () => {
  const medium = emptyMedium();
  return {
    open: async (header) => new MemoryLog(medium, header),
    remove: async () => undefined,
  };
});
