import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openBrowser } from '../../../tools/test/chromium.ts';
import { need } from '../../../tools/test/need.ts';
import { serve } from './run.ts';

test(
  'a newcomer sees a raid tracked and towns warned within a minute, and nothing leaves the machine',
  { skip: need('chromium') },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'kentongan-'));
    const serving = await serve('--data', folder);
    const browser = await openBrowser();
    try {
      const servingMs = performance.now();
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const outside: string[] = [];
      page.on('request', (request) => {
        if (request.url().startsWith('http') && !request.url().startsWith(serving.address))
          outside.push(request.url());
      });
      await page.goto(serving.link);
      await page.locator('.top', { hasText: /[1-9]\d* tracks/ }).waitFor({ timeout: 30_000 });
      const trackS = (performance.now() - servingMs) / 1000;
      await page.locator('.row-warning').first().waitFor({ timeout: 60_000 });
      const warningS = (performance.now() - servingMs) / 1000;
      t.diagnostic(
        `first confirmed track in the page after ${trackS.toFixed(1)} s, first zone at warning after ${warningS.toFixed(1)} s`,
      );
      assert.ok(trackS <= 10, `first confirmed track after ${trackS} s`);
      assert.ok(warningS <= trackS + 60, `first warning after ${warningS} s`);
      assert.match(await page.locator('.standing-banner').innerText(), /EXERCISE/);
      await page.locator('.row-warning').first().click();
      await page.locator('.why .reasons li').first().waitFor();
      assert.match(await page.locator('.why').innerText(), /independent sources/);
      assert.deepEqual(outside, []);
      const health = (await (await fetch(`${serving.address}/api/health`)).json()) as {
        standing: string;
        tracks: { confirmed: number };
      };
      assert.equal(health.standing, 'exercise');
      assert.ok(health.tracks.confirmed > 0);
    } finally {
      await browser.close();
      assert.equal(await serving.stop(), 0);
      rmSync(folder, { recursive: true });
    }
  },
);
