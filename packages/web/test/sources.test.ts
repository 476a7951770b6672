import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { need } from '../../../tools/test/need.ts';
import { sharedBrowser } from './browser.ts';
import { states } from './pictures.ts';
import { everyRow, mistakenSources, workingSources } from './source-rows.ts';
import { openStage, type Stage } from './stage.ts';

const skip = need('chromium');
const browser = sharedBrowser(skip);

async function onPanel(
  sources: typeof workingSources,
  look: (page: Page, stage: Stage) => Promise<void>,
  { width = 1440, isStill = false } = {},
): Promise<void> {
  const stage = await openStage(states.quiet);
  stage.showSources(sources);
  const page = await browser().newPage({ viewport: { width, height: 844 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    // Ages are told by the page's clock: it stands, so that a busy machine reads no other age than an idle one.
    if (isStill) await page.clock.install();
    if (isStill) await page.clock.pauseAt(Date.now() + 1000);
    await page.goto(`${stage.address}/console/#token=once`);
    await page.locator('.sources-button').click();
    await page.locator('.sources').waitFor();
    await look(page, stage);
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
    await stage.close();
  }
}

const row = (page: Page, sourceId: string) => page.locator(`[data-source="${sourceId}"]`);

test(
  'each source has its name, protocol, state in words, rate and the age of its last message',
  { skip },
  () =>
    onPanel(
      workingSources,
      async (page) => {
        await row(page, 'receiver radars').waitFor();
        assert.equal(await page.locator('.source').count(), everyRow.length);
        const radars = await row(page, 'receiver radars').innerText();
        assert.match(radars, /radars\s+receiver · asterix · receiving\s+143\/s\s+0 s ago\s+errors: 110/);
        assert.match(
          await row(page, 'receiver readsb').innerText(),
          /not reached, calling again[^]*10 min ago/,
        );
        assert.match(await row(page, 'receiver sapient').innerText(), /nobody is there[^]*no message yet/);
        assert.match(await row(page, 'http s-1f00aa12bb34').innerText(), /school roof\s+sensor · http/);
      },
      { isStill: true },
    ),
);

test('who needs a look stands first, and the way to the panel says how many', { skip }, () =>
  onPanel(workingSources, async (page) => {
    await row(page, 'receiver radars').waitFor();
    const names = await page.locator('.source').evaluateAll((all) => all.map((one) => one.className));
    assert.deepEqual(
      names.map((name) => /source-(\w+)/.exec(name)?.[1]),
      ['failed', 'calling', 'quiet', 'waiting', 'flowing', 'flowing', 'silent', 'flowing'],
    );
    assert.match(await page.locator('.sources-button').innerText(), /2 not reached/);
  }),
);

test('an error opens to its example, and stays open while figures are renewed', { skip }, () =>
  onPanel(workingSources, async (page, stage) => {
    const radars = row(page, 'receiver radars');
    await radars.locator('summary').click();
    assert.match(await radars.innerText(), /malformed × 104[^]*expected 12 bytes for item 250/);
    assert.match(await radars.innerText(), /51,210 messages, 51,100 detections taken, 110 refused/);
    const renewed = everyRow.map((one) => (one.name === 'radars' ? { ...one, perSecond: 77 } : one));
    stage.showSources({ ...workingSources, sources: renewed });
    await radars.getByText('77/s').waitFor();
    assert.equal(await radars.evaluate((element) => (element as HTMLDetailsElement).open), true);
  }),
);

test('what has not spoken lately is grey and dashed, and says so', { skip }, () =>
  onPanel(workingSources, async (page) => {
    const mast = row(page, 'receiver ais-mast');
    await mast.waitFor();
    assert.match(await mast.innerText(), /no message lately/);
    assert.equal(await mast.evaluate((element) => getComputedStyle(element).borderLeftStyle), 'dashed');
  }),
);

test('a mistake in the configuration is shown by its key', { skip }, () =>
  onPanel(mistakenSources, async (page) => {
    const mistake = page.locator('.sources-mistake');
    await mistake.waitFor();
    assert.match(await mistake.innerText(), /The one before is in force[^]*receivers\[2\]\.editions/);
    assert.match(await page.locator('.sources-button').innerText(), /mistake in the configuration/);
  }),
);

test('figures that are not renewed grow old and say so', { skip }, () =>
  onPanel(workingSources, async (page, stage) => {
    await row(page, 'receiver radars').waitFor();
    stage.showSources(undefined);
    await page.locator('.sources-old').waitFor();
    assert.match(await page.locator('.sources-old').innerText(), /These figures are \d+ s old/);
    const filter = await page
      .locator('.sources ol')
      .first()
      .evaluate((list) => getComputedStyle(list).filter);
    assert.match(filter, /grayscale\(1\)/);
  }),
);

test('a phone shows the rows and nothing wider than itself, and closes them', { skip }, () =>
  onPanel(
    workingSources,
    async (page) => {
      await row(page, 'receiver radars').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      await page.locator('.sources .close').click();
      assert.equal(await page.locator('.sources').count(), 0);
    },
    { width: 390 },
  ),
);
