import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { need } from '../../../tools/test/need.ts';
import { ensurePages } from '../build/pages.ts';
import { openBrowser } from './browser.ts';
import { engineOverNoise, wavOf } from './comb-wav.ts';
import { openListenStage, type ListenStage, type ListenStageOptions } from './listen-stage.ts';

/** Phones on the listening page, in a real browser whose microphone hears an engine. One browser for each file of tests. */
export const skip: string | false = need('chromium');
export const place = '49.8397, 24.0297';
export const engineHz = 98;
const sound = engineOverNoise(40, engineHz, 3);
let browser: Browser;
let folder: string;

before(async () => {
  if (skip !== false) return;
  await ensurePages(() => {});
  folder = await mkdtemp(join(tmpdir(), 'kentongan-listen-'));
  const wav = join(folder, 'engine.wav');
  await writeFile(wav, wavOf(sound));
  browser = await openBrowser(
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${wav}%noloop`,
    '--autoplay-policy=no-user-gesture-required',
  );
});
after(async () => {
  await browser?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

export type PhoneOptions = ListenStageOptions & {
  permissions?: string[];
  hash?: string;
  isKept?: boolean;
  before?: () => void;
};
export type Phone = { page: Page; context: BrowserContext; stage: ListenStage };

/**
 * A new phone with the link in hand. `before` runs in its page before the page's own scripts; `scripts` are served beside them.
 */
export async function onPhone(
  look: (phone: Phone) => Promise<void>,
  options: PhoneOptions = {},
): Promise<void> {
  const stage = await openListenStage(options);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: options.permissions ?? ['microphone'],
    locale: 'en',
    serviceWorkers: options.isKept === true ? 'allow' : 'block',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const outside: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('request', (request) => {
    if (/^(http|ws)/.test(request.url()) && !request.url().startsWith(stage.address))
      outside.push(request.url());
  });
  if (options.before !== undefined) await page.addInitScript(options.before);
  try {
    await page.goto(`${stage.address}/listen/${options.hash ?? '#enrol=once'}`);
    await look({ page, context, stage });
    assert.deepEqual(outside, [], 'no request leaves the machine');
    assert.deepEqual(
      errors.filter((text) => !/WebSocket|ERR_|401/.test(text)),
      [],
    );
  } finally {
    await context.close();
    await stage.close();
  }
}

export async function enrol(page: Page, role = 'microphone'): Promise<void> {
  await page.locator(`[name=role][value=${role}]`).check();
  await page.locator('#name').fill('Kitchen window');
  await page.locator('#place').fill(place);
  await page.locator('[type=submit]').click();
  await page.locator('.spotter').waitFor();
}

export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`expected within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
