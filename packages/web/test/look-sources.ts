/**
 * Screenshots of the panel of sources at phone and desktop size, to be looked at by whoever changed it:
 * node packages/web/test/look-sources.ts FOLDER
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePages } from '../build/pages.ts';
import { openBrowser } from './browser.ts';
import { states } from './pictures.ts';
import { mistakenSources, workingSources } from './source-rows.ts';
import { openStage } from './stage.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('node packages/web/test/look-sources.ts FOLDER');
await mkdir(folder, { recursive: true });
await ensurePages(() => {});
const browser = await openBrowser();
for (const [name, sources] of Object.entries({ working: workingSources, mistaken: mistakenSources })) {
  for (const theme of name === 'working' ? ['dark', 'light', 'night'] : ['dark']) {
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ] as const) {
      const stage = await openStage(states.watch);
      stage.showSources(sources);
      const page = await browser.newPage({ viewport: { width, height } });
      await page.addInitScript((value) => localStorage.setItem('theme', value), theme);
      await page.goto(`${stage.address}/console/#token=look`);
      await page.locator('.sources-button').click();
      await page.locator('[data-source="receiver radars"] summary').click();
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(folder, `sources-${name}-${theme}-${width}.png`) });
      await page.close();
      await stage.close();
    }
  }
}
await browser.close();
