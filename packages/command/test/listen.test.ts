import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Picture } from '@kentongan/core/tell/picture';
import { openBrowser } from '../../../tools/test/chromium.ts';
import { need } from '../../../tools/test/need.ts';
import { run, serve, type Serving } from './run.ts';

/** What an operator's console sees, asked with the token of the address that `serve` printed. */
async function pictureOf(serving: Serving): Promise<() => Promise<Picture>> {
  const token = new URL(serving.link).hash.slice('#token='.length);
  const opened = await fetch(`${serving.address}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { bearer } = (await opened.json()) as { bearer: string };
  return async () => {
    const answer = await fetch(`${serving.address}/api/picture?standing=actual`, {
      headers: { Authorization: `Bearer ${bearer}` },
    });
    return (await answer.json()) as Picture;
  };
}

test(
  'a phone that opens the printed link is a sensor of the actual region, and what its owner says is admitted',
  { skip: need('chromium') },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kentongan-'));
    const serving = await serve('--data', folder, '--no-exercise');
    const browser = await openBrowser(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    );
    try {
      const invited = await run(['enrol', '--data', folder, '--type', 'acoustic', '--name', 'School roof']);
      const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en' });
      const refused: string[] = [];
      page.on('response', (answer) => answer.status() >= 400 && refused.push(answer.url()));
      await page.goto(invited.out.trim());
      await page.locator('#place').fill('49.84, 24.03');
      await page.locator('[type=submit]').click();
      await page.getByText('Connected').waitFor({ timeout: 30_000 });
      await page.getByRole('button', { name: 'I hear it' }).click();
      const picture = await pictureOf(serving);
      const sensorOf = async (type: string) =>
        (await picture()).sensors.find(({ sensor }) => sensor.type === type)!;
      const microphone = await sensorOf('acoustic');
      let person = await sensorOf('spotter');
      assert.deepEqual([microphone.name, person.name], ['School roof', 'School roof']);
      assert.equal(microphone.owner, person.owner, 'one source');
      await page.getByText('Sent. Thank you.').waitFor();
      const endMs = performance.now() + 10_000;
      while (person.admitted === 0 && performance.now() < endMs) person = await sensorOf('spotter');
      assert.equal((await sensorOf('acoustic')).state, 'up', 'an open link is a sign of life each second');
      assert.ok(person.admitted > 0);
      assert.equal(person.refused, 0);
      assert.deepEqual(refused, []);
    } finally {
      await browser.close();
      assert.equal(await serving.stop(), 0);
      rmSync(folder, { recursive: true });
    }
  },
);
