import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyChanges } from '@kentongan/core/tell/picture';
import type { Page } from 'playwright-core';
import { need } from '../../../tools/test/need.ts';
import { sharedBrowser } from './browser.ts';
import { nowMs, states } from './pictures.ts';
import { openStage, type Stage } from './stage.ts';

const skip = need('chromium');
const browser = sharedBrowser(skip);

async function onStage(
  state: string,
  look: (page: Page, stage: Stage) => Promise<void>,
  width = 1440,
): Promise<void> {
  const stage = await openStage(states[state]);
  const page = await browser().newPage({ viewport: { width, height: 844 } });
  const errors: string[] = [];
  const outside: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on(
    'request',
    (request) =>
      request.url().startsWith('http') &&
      !request.url().startsWith(stage.address) &&
      outside.push(request.url()),
  );
  try {
    await page.goto(`${stage.address}/console/#token=once`);
    await page.waitForSelector('.maplibregl-canvas');
    await look(page, stage);
    assert.deepEqual(outside, [], 'no request leaves the machine');
    assert.deepEqual(stage.strayRequests, []);
    assert.deepEqual(
      errors.filter((text) => !text.includes('404')),
      [],
    );
  } finally {
    await page.close();
    await stage.close();
  }
}

test('the most urgent zone stands first, with its minutes, evidence and class', { skip }, () =>
  onStage('warning', async (page) => {
    const rows = page.locator('.row');
    assert.equal(await rows.count(), 4);
    const first = await rows.first().innerText();
    assert.match(first, /Ochakiv/);
    assert.match(first, /3 min/);
    assert.match(first, /2-5 min/);
    assert.match(first, /corroborated/);
    assert.match(first, /one-way drone/);
    assert.match(await rows.nth(2).innerText(), /unverified/);
  }),
);

test('choosing a zone says why, and asks the server for what it rests on', { skip }, () =>
  onStage('warning', async (page, stage) => {
    await page.locator('.row').first().click();
    const why = page.locator('.why');
    assert.match(await why.innerText(), /4 independent sources \(microphone, radar\)/);
    stage.send({
      type: 'changes',
      ...emptyChanges(nowMs, nowMs),
      why: [
        {
          of: 'alert',
          id: 'a-z2',
          contributions: [
            {
              seq: 9,
              sensorId: 'm17',
              sensorType: 'acoustic',
              measurement: 'presence',
              sensedMs: nowMs - 3000,
            },
          ],
        },
      ],
    });
    await page.locator('.contributions').waitFor();
    assert.match(await page.locator('.contributions').innerText(), /m17/);
  }),
);

test('a row that is renewed stays the same button', { skip }, () =>
  onStage('warning', async (page, stage) => {
    const first = await page.locator('.row').first().elementHandle();
    const [alert] = states.warning.alerts.filter(({ zoneId }) => zoneId === 'z2');
    stage.send({
      type: 'changes',
      ...emptyChanges(nowMs + 60_000, nowMs + 60_000),
      alerts: [{ ...alert, revision: 2, etaMs: nowMs + 120_000 }],
    });
    await page.getByText('1 min', { exact: true }).first().waitFor();
    assert.equal(await first?.evaluate((button) => button.isConnected), true);
  }),
);

test('the token leaves the address at once', { skip }, () =>
  onStage('quiet', async (page) => {
    assert.equal(new URL(page.url()).hash, '');
    assert.match(await page.locator('.list').innerText(), /No zone is at watch or warning/);
  }),
);

test('an exercise says so on the whole width, an actual night does not', { skip }, async () => {
  await onStage('exercise', async (page) => {
    assert.match(await page.locator('.standing-banner').innerText(), /EXERCISE\. This is not real\./);
  });
  await onStage('warning', async (page) => assert.equal(await page.locator('.standing-banner').count(), 0));
});

test('a server that falls silent turns the whole screen stale, in words too', { skip }, () =>
  onStage('warning', async (page, stage) => {
    assert.match(await page.locator('.age').innerText(), /live/);
    stage.fallSilent();
    await page.locator('.is-stale').waitFor();
    assert.match(await page.locator('.stale-banner').innerText(), /link to the server is lost/);
    const filter = await page.locator('.body').evaluate((body) => getComputedStyle(body).filter);
    assert.match(filter, /grayscale\(1\)/);
  }),
);

test('silent sensors are counted in the open', { skip }, () =>
  onStage('degraded', async (page) => {
    assert.match(
      await page.locator('.standing-counts').innerText(),
      /144 of 240 sensors listening\s+96 silent/,
    );
  }),
);

test('an all-clear and a cancel are different words and shapes', { skip }, async () => {
  await onStage('allClear', async (page) =>
    assert.match(await page.locator('.row-allClear').innerText(), /all clear/),
  );
  await onStage('cancel', async (page) =>
    assert.match(await page.locator('.row-cancel').innerText(), /cancelled/),
  );
});

test('a phone shows the list first and nothing wider than itself', { skip }, () =>
  onStage(
    'warning',
    async (page) => {
      assert.equal(await page.locator('.row').first().isVisible(), true);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(tooWide, false);
      await page.locator('.switch').click();
      assert.equal(await page.locator('.row').first().isVisible(), false);
    },
    320,
  ),
);

test('every language has every word, and the page speaks the one chosen', { skip }, () =>
  onStage('watch', async (page) => {
    for (const [tag, word] of [
      ['uk', 'увага'],
      ['ko', '주의'],
      ['id', 'siaga'],
    ]) {
      await page.locator('#language').selectOption(tag);
      assert.match(await page.locator('.row').first().innerText(), new RegExp(word));
    }
  }),
);
