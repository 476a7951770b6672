import type { Region } from './decide/index.ts';
import type { FactSource } from './options.ts';

/** Facts that are on their way to the log or to be concluded; then the source waits. */
const underWay = 2000;

/** Feeds a region from its source until that ends or `stopped` says so. */
export async function feedRegion(region: Region, source: FactSource, stopped: () => boolean): Promise<void> {
  let failure: Error | undefined;
  let last: Promise<unknown> = Promise.resolve();
  for await (const fact of source.facts) {
    if (stopped()) return;
    if (failure !== undefined) throw failure;
    last = region.submit([fact]).catch((error: Error) => {
      if (!stopped()) failure = error;
    });
    if (region.state().waitingFacts < underWay) continue;
    await last;
    await region.concluded();
  }
  await last;
  await region.concluded();
}
