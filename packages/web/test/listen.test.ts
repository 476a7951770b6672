import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { enrol, onPhone, place, skip, until } from './phone.ts';

test(
  'without a network the page opens again and goes on listening; what waited keeps its time, once each',
  { skip },
  () =>
    onPhone(
      async ({ page, stage }) => {
        await page.evaluate(async () => {
          await navigator.serviceWorker.ready;
        });
        await enrol(page);
        await until('a first report', () => stage.lines.length > 0);
        stage.cut(true);
        const cutMs = Date.now();
        await page.getByText('waiting, kept for 10 min').waitFor();
        await page.getByText('No network').waitFor();
        const before = stage.lines.length;
        await page.reload();
        await page.getByText(/I can hear about/).waitFor();
        const kept = (await waitingIn(page)).length;
        await until('more heard without a network', async () => (await waitingIn(page)).length > kept);
        const waited = await waitingIn(page);
        stage.cut(false);
        await until('what waited', async () => (await waitingIn(page)).length === 0, 40_000);
        const times = stage.lines.map(({ sensedMs }) => Number(sensedMs) - 3_600_000);
        assert.equal(new Set(times).size, times.length, 'nothing is said twice');
        for (const { deviceMs } of waited)
          assert.ok(
            times.some((timeMs) => Math.abs(timeMs - deviceMs) < 250),
            `what was heard ${Math.round(deviceMs - cutMs)} ms after the cut`,
          );
        assert.ok(stage.lines.length >= before + waited.length - 1);
        const counts = await page.evaluate(() => JSON.parse(localStorage.getItem('listen-counts') ?? '{}'));
        assert.deepEqual([counts.dropped, counts.refused], [0, 0]);
      },
      { aheadMs: 3_600_000, isKept: true },
    ),
);

/** What the phone keeps in its store for the server. */
function waitingIn(page: Page): Promise<{ deviceMs: number }[]> {
  return page.evaluate(
    () =>
      new Promise<{ deviceMs: number }[]>((resolve) => {
        const opening = indexedDB.open('kentongan-listen');
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('waiting').objectStore('waiting').getAll();
          reading.addEventListener('success', () => {
            opening.result.close();
            resolve(reading.result as { deviceMs: number }[]);
          });
        });
      }),
  );
}

test('one link makes a listener and a spotter of one phone, each with a key of its own', { skip }, () =>
  onPhone(async ({ page, stage }) => {
    await enrol(page);
    const [{ publicKey, spotter }] = stage.enrolled;
    assert.equal(spotter?.sensor.type, 'spotter');
    assert.notEqual(spotter.publicKey, publicKey);
    await until('what the microphone heard', () => stage.lines.some(({ sensorId }) => sensorId === 's-1'));
    await page.getByRole('button', { name: 'I see it' }).click();
    await until('what the person saw', () => stage.lines.some(({ sensorId }) => sensorId === 's-2'));
    await page.reload();
    await page.getByText(/I can hear about/).waitFor();
    assert.equal(await page.getByText('Not connected').count(), 0);
  }),
);

test('a phone in an exercise says so, and goes by the clock of the exercise', { skip }, () =>
  onPhone(
    async ({ page, stage }) => {
      await enrol(page);
      await page.getByText('EXERCISE. This is not real.').waitFor();
      await until('a report', () => stage.lines.length > 0);
      assert.ok(Math.abs(Number(stage.lines[0].sensedMs) - Date.now() + 7_200_000) < 30_000);
    },
    { aheadMs: -7_200_000, standing: 'exercise' },
  ),
);

test('a phone that joins an exercise is no longer one of the real log', { skip }, () =>
  onPhone(async ({ page, stage }) => {
    await enrol(page, 'spotter');
    await page.getByRole('button', { name: 'I see it' }).click();
    await until('what is real', () => stage.lines.length === 1);
    await page.goto(`${stage.address}/listen/#enrol=drill`);
    await page.reload();
    await enrol(page);
    await page.getByText('EXERCISE. This is not real.').waitFor();
    for (const again of [false, true]) {
      if (again) await page.reload();
      const before = stage.lines.length;
      await page.getByRole('button', { name: 'I see it' }).click();
      await until('what was seen', () =>
        stage.lines
          .slice(before)
          .some(
            ({ sensorId, measurement }) =>
              sensorId === 's-2' && (measurement as { levelDb?: number }).levelDb === undefined,
          ),
      );
    }
    assert.equal(stage.lines.filter(({ sensorId }) => sensorId === 's-1').length, 1);
  }),
);

test('a browser that changes the sound although asked not to is named in each report', { skip }, () =>
  onPhone(async ({ page, stage }) => {
    await page.addInitScript(() => {
      MediaStreamTrack.prototype.getSettings = () => ({ noiseSuppression: true, echoCancellation: false });
    });
    await page.reload();
    await enrol(page);
    await page.getByText('This browser changes the sound (noiseSuppression)').waitFor();
    await until('a report', () => stage.lines.length > 0);
    assert.deepEqual((stage.lines[0].sound as { flags: string[] }).flags, ['noiseSuppression']);
  }),
);

test(
  'a microphone that was taken away is opened again, and meanwhile nobody says that we listen',
  { skip },
  () =>
    onPhone(async ({ page, stage }) => {
      await page.addInitScript(() => {
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await ask(wanted);
          addEventListener('take', () => stream.getTracks()[0].dispatchEvent(new Event('ended')), {
            once: true,
          });
          return stream;
        };
      });
      await page.reload();
      await enrol(page);
      await until('an open link', () => stage.open() === 1);
      await page.evaluate(() => dispatchEvent(new Event('take')));
      await page.getByText('The microphone stopped').waitFor();
      await until('a closed link', () => stage.open() === 0);
      await until('an open link again', () => stage.open() === 1);
      await page.getByText(/I can hear about/).waitFor();
    }),
);

test('a blocked microphone gets a sentence that helps, and nothing is enrolled', { skip }, () =>
  onPhone(
    async ({ page, stage }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.locator('#place').fill(place);
      await page.locator('[type=submit]').click();
      const sentence = page.getByText(/The microphone is blocked\. Touch the sign beside the address/);
      await sentence.waitFor();
      await until('the sentence in sight', async () => {
        const box = (await sentence.boundingBox())!;
        return box.y > 0 && box.y + box.height <= 640;
      });
      assert.equal(await page.locator('[type=submit]').innerText(), 'Try again');
      assert.equal(stage.enrolled.length, 0);
    },
    { permissions: [] },
  ),
);

test('a spotter points, takes back, and says it again', { skip }, () =>
  onPhone(async ({ page, stage }) => {
    await enrol(page, 'spotter');
    assert.equal(stage.enrolled[0].sensor.type, 'spotter');
    await page.getByRole('button', { name: 'I see it' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nothing was sent').waitFor();
    const dial = (await page.locator('.dial').boundingBox())!;
    const touchedMs = Date.now();
    await page.getByRole('button', { name: 'I hear it' }).click();
    await page.mouse.click(dial.x + dial.width * 0.95, dial.y + dial.height / 2);
    await until('the claim', () => stage.lines.length > 0);
    assert.equal(stage.lines.length, 1);
    const { measurement, sigma, sensedMs } = stage.lines[0] as Record<string, Record<string, number>>;
    assert.equal(measurement.type, 'bearing');
    assert.ok(Math.abs(measurement.bearingRad - Math.PI / 2) < 0.05);
    assert.ok(sigma.bearingRad >= 0.3);
    assert.ok(Math.abs(Number(sensedMs) - touchedMs) < 1500, 'when it was touched, not when it was sent');
    await page.getByText('Sent. Thank you.').waitFor();
  }),
);

test('without a link, or with a used one, a sentence says what to do', { skip }, async () => {
  await onPhone(
    async ({ page }) => {
      await page.getByText('Open the link or QR code that you were given').waitFor();
    },
    { hash: '' },
  );
  await onPhone(
    async ({ page }) => {
      await page.locator('[name=role][value=spotter]').check();
      await page.locator('#place').fill('here');
      await page.locator('[type=submit]').click();
      await page.getByText('Write latitude and longitude').waitFor();
      await page.locator('#place').fill(place);
      await page.locator('[type=submit]').click();
      await page.getByText('This link was used').waitFor();
      assert.equal(await page.locator('[type=submit]').count(), 0, 'trying again would not help');
    },
    { hash: '#enrol=used' },
  );
});

test('a browser without Ed25519 is told so', { skip }, () =>
  onPhone(async ({ page }) => {
    await page.addInitScript(() => {
      SubtleCrypto.prototype.generateKey = (() =>
        Promise.reject(new DOMException('', 'NotSupportedError'))) as SubtleCrypto['generateKey'];
    });
    await page.reload();
    await page.getByText('This browser is too old to keep a key').waitFor();
  }),
);

test(
  'buttons for a wet thumb are large, nothing is wider than a small phone, in any language',
  { skip },
  () =>
    onPhone(async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await enrol(page, 'spotter');
      for (const tag of ['en', 'id', 'uk', 'ko']) {
        await page.locator('#language').selectOption(tag);
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
          false,
          tag,
        );
        for (const button of await page.locator('.spot-buttons button').all())
          assert.ok((await button.boundingBox())!.height >= 56, tag);
      }
    }),
);
