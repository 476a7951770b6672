import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../../tools/test/chromium.ts';
import { ensurePages } from '../build/pages.ts';

export { openBrowser } from '../../../tools/test/chromium.ts';

/** One browser for all tests of a file, over pages that are built; call it where a test runs. */
export function sharedBrowser(skip: string | false): () => Browser {
  let browser: Browser | undefined;
  before(async () => {
    if (skip !== false) return;
    await ensurePages(() => {});
    browser = await openBrowser();
  });
  after(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('expected a test that runs');
    return browser;
  };
}
