import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '@kentongan/core/base/event';
import type { PendingCommand } from '@kentongan/core/tell/http';
import type { Page } from 'playwright-core';
import { need } from '../../../tools/test/need.ts';
import { sharedBrowser } from './browser.ts';
import { nowMs, states } from './pictures.ts';
import { openStage, type Stage } from './stage.ts';

const skip = need('chromium');
const browser = sharedBrowser(skip);

async function onConsole(state: string, look: (page: Page, stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(states[state]);
  const page = await browser().newPage({ viewport: { width: 900, height: 480 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(`${stage.address}/console/#token=once`);
    await page.locator('.list').waitFor();
    await look(page, stage);
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
    await stage.close();
  }
}

function waiting(by: string, rest: Partial<PendingCommand> = {}): PendingCommand {
  const command: Command = { type: 'raise', zoneId: 'z1', level: 'warning', why: 'seen from the pier' };
  return { pendingId: 'p1', standing: 'actual', by, command, expiresMs: nowMs + 290_000, ...rest };
}

const show = (stage: Stage, ...pending: PendingCommand[]): void =>
  stage.showCommands({ operator: 'anna', serverTimeMs: nowMs, pending });

const offered = (page: Page): Promise<string[]> => page.locator('.act-bar .act').allInnerTexts();

async function acted(page: Page, stage: Stage, count: number): Promise<void> {
  while (stage.acts.length < count) await page.waitForTimeout(50);
}

test('what is offered for a zone is what would change it', { skip }, async () => {
  await onConsole('warning', async (page) => {
    await page.locator('.row-warning').first().click();
    assert.deepEqual(await offered(page), ['It is over', 'It was wrong']);
    await page.locator('.row-watch').first().click();
    assert.deepEqual(await offered(page), ['Warn: take cover', 'It is over', 'It was wrong']);
  });
  await onConsole('cancel', async (page) => {
    await page.locator('.row-cancel').click();
    assert.deepEqual(await offered(page), ['Warn: take cover', 'Say: be ready']);
  });
});

test('a zone about which nothing is said is found by name, and raised with a reason', { skip }, () =>
  onConsole('quiet', async (page, stage) => {
    stage.answerActs(202, waiting('anna'));
    await page.locator('.other-zone input').fill('Odesa, centre');
    assert.match(await page.locator('.why h2').innerText(), /Nothing is said about Odesa, centre/);
    await page.getByRole('button', { name: 'Warn: take cover' }).click();
    await page.locator('.act-form input').fill('seen from the pier');
    show(stage, waiting('anna'));
    await page.getByRole('button', { name: 'Ask a second operator' }).click();
    const strip = page.locator('.waiting-act');
    await strip.waitFor();
    assert.deepEqual(stage.acts, [
      {
        method: 'POST',
        path: '/api/commands',
        body: { command: { type: 'raise', zoneId: 'z1', level: 'warning', why: 'seen from the pier' } },
      },
    ]);
    const text = await strip.innerText();
    assert.match(
      text,
      /Warn: take cover: Odesa, centre\s+.*seen from the pier.*\s+A second operator must agree/,
    );
    assert.match(text, /Forgotten in 5 min/);
    await strip.getByRole('button', { name: 'Take back' }).click();
    await acted(page, stage, 2);
    assert.deepEqual(stage.acts[1], { method: 'DELETE', path: '/api/commands/p1', body: undefined });
  }),
);

test("another's request is agreed to or declined; what was declined says by whom", { skip }, () =>
  onConsole('quiet', async (page, stage) => {
    show(stage, waiting('boris'), waiting('boris', { pendingId: 'p2', standing: 'exercise' }));
    const strip = page.locator('.waiting-act');
    await strip.waitFor();
    assert.equal(await strip.count(), 1, 'what waits in an exercise is not shown in the night itself');
    assert.match(await strip.innerText(), /boris asks for it/);
    await strip.getByRole('button', { name: 'Agree' }).click();
    await acted(page, stage, 1);
    assert.deepEqual(stage.acts[0], { method: 'POST', path: '/api/commands/p1', body: {} });
    show(stage, waiting('anna', { declinedBy: 'boris' }));
    await page.getByText('boris declined.').waitFor();
    assert.equal(await strip.getByRole('button').count(), 0);
  }),
);

test('one person’s act can be undone for five seconds, and is then sent once', { skip }, () =>
  onConsole('warning', async (page, stage) => {
    await page.locator('.row-warning').first().click();
    await page.locator('.reasons button').first().click();
    assert.deepEqual(await offered(page), ['It is real', 'It is nothing']);
    const dismiss = async (): Promise<void> => {
      await page.getByRole('button', { name: 'It is nothing' }).click();
      await page.getByRole('button', { name: 'Do it' }).click();
      await page.getByText('It is nothing: t1').waitFor();
    };
    await dismiss();
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.equal(await page.locator('.waiting-act').count(), 0);
    await dismiss();
    // Whoever looks elsewhere has not taken it back.
    await page.locator('.row-watch').first().click();
    await acted(page, stage, 1);
    await page.locator('.waiting-act').waitFor({ state: 'detached' });
    assert.deepEqual(stage.acts, [
      { method: 'POST', path: '/api/commands', body: { command: { type: 'dismiss', trackId: 't1' } } },
    ]);
  }),
);

test('an act that the server refuses says why', { skip }, () =>
  onConsole('warning', async (page, stage) => {
    stage.answerActs(404, { error: 'unknown', message: 'expected an alert in force, found a-z2' });
    await page.locator('.row-warning').first().click();
    await page.getByRole('button', { name: 'It was wrong' }).click();
    await page.getByRole('button', { name: 'Ask a second operator' }).click();
    const refusal = page.locator('.waiting-act[role=alert]');
    assert.match(await refusal.innerText(), /It was not done\.\s+expected an alert in force, found a-z2/);
    await refusal.getByRole('button').click();
    await refusal.waitFor({ state: 'detached' });
  }),
);
