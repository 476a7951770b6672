/**
 * Screenshots of every state at phone and desktop size, to be looked at by whoever changed a page:
 * node packages/web/test/look.ts FOLDER [STATE…]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PendingCommand } from '@kentongan/core/tell/http';
import { ensurePages } from '../build/pages.ts';
import { openBrowser } from './browser.ts';
import { nowMs, states } from './pictures.ts';
import { openStage } from './stage.ts';

const [folder, ...chosen] = process.argv.slice(2);
if (folder === undefined) throw new Error('node packages/web/test/look.ts FOLDER [STATE…]');
await mkdir(folder, { recursive: true });
const sizes = [
  [320, 640],
  [390, 844],
  [1440, 900],
] as const;
await ensurePages(() => {});
const browser = await openBrowser();
const twoPeople: PendingCommand = {
  pendingId: 'p1',
  standing: 'actual',
  by: 'boris',
  command: {
    type: 'raise',
    zoneId: 'z1',
    level: 'warning',
    why: 'Two seen from the pier, low, flying north',
  },
  expiresMs: nowMs + 290_000,
};
for (const [name, picture] of Object.entries({ ...states, twoPeople: states.watch })) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  for (const theme of name === 'warning' ? ['dark', 'light', 'night'] : ['dark']) {
    for (const [width, height] of sizes) {
      const stage = await openStage(picture);
      if (name === 'twoPeople')
        stage.showCommands({
          operator: 'anna',
          serverTimeMs: nowMs,
          pending: [twoPeople, { ...twoPeople, by: 'anna', pendingId: 'p2' }],
        });
      const page = await browser.newPage({ viewport: { width, height } });
      await page.addInitScript((value) => localStorage.setItem('theme', value), theme);
      await page.goto(`${stage.address}/console/#token=look`);
      await page.waitForSelector('.maplibregl-canvas');
      await page.waitForTimeout(2500);
      if (name === 'warning') await page.locator('.row-warning').first().click();
      if (name === 'twoPeople') {
        await page.locator('.row-watch').first().click();
        await page.locator('.act').first().click();
      }
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
      if (width === 390 && name === 'warning' && theme === 'dark') {
        await page.locator('.close').click();
        await page.locator('.switch').click();
        await page.waitForTimeout(800);
        await page.screenshot({ path: join(folder, `${name}-map-${width}.png`) });
      }
      await page.close();
      await stage.close();
    }
  }
}
await browser.close();
