/**
 * Screenshots of the listening page in every state at phone and desktop size, to be looked at by whoever changed it:
 * node packages/web/test/look-listen.ts FOLDER [LANGUAGE]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ensurePages } from '../build/pages.ts';
import { openBrowser } from './browser.ts';
import { engineOverNoise, wavOf } from './comb-wav.ts';
import { openListenStage, type ListenStageOptions } from './listen-stage.ts';

const [folder, language = 'en'] = process.argv.slice(2);
if (folder === undefined) throw new Error('node packages/web/test/look-listen.ts FOLDER [LANGUAGE]');
await mkdir(folder, { recursive: true });
await ensurePages((sentence) => console.error(sentence));
const wav = join(folder, 'engine.wav');
await writeFile(wav, wavOf(engineOverNoise(40, 98, 3)));
const browser = await openBrowser(
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-audio-capture=${wav}`,
  '--autoplay-policy=no-user-gesture-required',
);
const sizes = [
  [320, 640],
  [390, 844],
  [1440, 900],
] as const;

/** Sizes are set on one page, so that the states of one visit are seen at each. */
async function shoot(page: Page, state: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(folder, `${state}-${language}-${width}.png`) });
  }
}

async function visit(
  permissions: string[],
  hash: string,
  look: (page: Page) => Promise<void>,
  options: ListenStageOptions = {},
): Promise<void> {
  const stage = await openListenStage(options);
  const context = await browser.newContext({ permissions, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await page.goto(`${stage.address}/listen/?lang=${language}${hash}`);
  await look(page);
  if (stage.enrolled.length > 0) {
    stage.cut(true);
    await page.getByRole('status').first().waitFor();
    await page.waitForTimeout(6000);
    await shoot(page, options.standing === undefined ? 'lost' : 'exercise-lost');
  }
  await context.close();
  await stage.close();
}

await visit([], '', (page) => shoot(page, 'no-link'));
await visit([], '#enrol=once', async (page) => {
  await shoot(page, 'setup');
  await page.locator('#place').fill('49.8397, 24.0297');
  await page.locator('[type=submit]').click();
  await page.locator('.trouble').waitFor();
  await shoot(page, 'denied');
});
await visit(
  ['microphone'],
  '#enrol=used',
  async (page) => {
    await page.locator('#place').fill('49.8397, 24.0297');
    await page.locator('[type=submit]').click();
    await page.locator('.trouble').waitFor();
    await shoot(page, 'refused');
  },
  { standing: 'exercise' },
);
await visit(
  ['microphone'],
  '#enrol=once',
  async (page) => {
    await page.addInitScript(() => {
      const manager = Object.assign(new EventTarget(), { level: 0.12, charging: false });
      Object.assign(navigator, { getBattery: () => Promise.resolve(manager) });
    });
    await page.reload();
    await page.locator('#place').fill('49.8397, 24.0297');
    await page.locator('[type=submit]').click();
    await page.locator('.spotter').waitFor();
    await page.locator('.range').waitFor();
    await shoot(page, 'exercise-low-battery');
  },
  { standing: 'exercise' },
);
await visit(['microphone'], '#enrol=once', async (page) => {
  await page.locator('#name').fill('Kitchen window');
  await page.locator('#place').fill('49.8397, 24.0297');
  await page.locator('[type=submit]').click();
  await page.locator('.spotter').waitFor();
  await shoot(page, 'begin');
  await page.waitForTimeout(12_000);
  await shoot(page, 'hearing');
  for (const theme of ['light', 'night']) {
    await page.locator('#theme').selectOption(theme);
    await shoot(page, `hearing-${theme}`);
  }
  await page.locator('#theme').selectOption('dark');
  await page.locator('.dial').click({ position: { x: 100, y: 20 } });
  await page.locator('.spot-buttons button').first().click();
  await shoot(page, 'undo');
});
await browser.close();
