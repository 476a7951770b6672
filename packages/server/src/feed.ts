import type { Region } from './decide/index.ts';
import type { FactSource } from './options.ts';

/** Facts that are on their way to the log at once; then the source waits. */
const underWay = 2000;

/** Feeds a region from its source until that ends or `stopped` says so. */
export async function feedRegion(region: Region, source: FactSource, stopped: () => boolean): Promise<void> {
  let count = 0;
  let failure: Error | undefined;
  for await (const fact of source.facts) {
    if (stopped()) return;
    if (failure !== undefined) throw failure;
    count++;
    const written = region
      .submit([fact])
      .catch((error: Error) => {
        if (!stopped()) failure = error;
      })
      .finally(() => count--);
    if (count >= underWay) await written;
  }
}
