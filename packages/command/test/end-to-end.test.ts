import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../tools/test/chromium.ts';
import { need } from '../../../tools/test/need.ts';
import { run, serve } from './run.ts';

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

test(
  'two operators, each on their own page, warn a zone that nothing flies to',
  { skip: need('chromium') },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kentongan-'));
    const serving = await serve('--data', folder);
    const browser = await openBrowser();
    try {
      const signIn = async (name: string): Promise<Page> => {
        const { out } = await run(['token', '--operator', name, '--data', folder]);
        const link = new URL(out.trim().split(/\s+/).at(-1)!);
        const context = await browser.newContext({ viewport: { width: 900, height: 600 } });
        const page = await context.newPage();
        await page.goto(`${serving.address}${link.pathname}${link.hash}`);
        await page.locator('.list').waitFor();
        return page;
      };
      const [anna, boris] = [await signIn('anna'), await signIn('boris')];
      const names = await anna
        .locator('#zones option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? ''));
      const listed = await anna.locator('.row strong').allInnerTexts();
      const zone = names.find((name) => !listed.includes(name))!;
      await anna.locator('.other-zone input').fill(zone);
      await anna.getByRole('button', { name: 'Warn: take cover' }).click();
      await anna.locator('.act-form input').fill('the mayor saw it');
      await anna.getByRole('button', { name: 'Ask a second operator' }).click();
      await anna.getByText('A second operator must agree.').waitFor();
      const asked = boris.locator('.waiting-act', { hasText: zone });
      assert.match(await asked.innerText(), /anna asks for it/);
      await asked.getByRole('button', { name: 'Agree' }).click();
      const row = anna.locator('.row-warning', { hasText: zone });
      await row.click();
      await anna.locator('.reasons', { hasText: 'the mayor saw it' }).waitFor();
      await anna.locator('.waiting-act').waitFor({ state: 'detached' });
    } finally {
      await browser.close();
      assert.equal(await serving.stop(), 0);
      rmSync(folder, { recursive: true });
    }
  },
);
