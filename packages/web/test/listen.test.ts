import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Header, SensorDescription } from '@kentongan/core/base/event';
import { createAdmission, implausibleSensor } from '@kentongan/core/ingest';
import { acousticModel, createAcousticDetector, type SoundWindow } from '@kentongan/core/sense/acoustic';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { need } from '../../../tools/test/need.ts';
import { ensurePages } from '../build/pages.ts';
import type { Heard } from '../src/listen/sound/heard.ts';
import { openBrowser } from './browser.ts';
import { engineOverNoise, wavOf, wavRateHz } from './comb-wav.ts';
import { openListenStage, type ListenStage, type ListenStageOptions } from './listen-stage.ts';

const skip = need('chromium');
const place = '49.8397, 24.0297';
const sound = engineOverNoise(40, 98, 3);
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

type Phone = { page: Page; context: BrowserContext; stage: ListenStage };

/** A new phone with the link in hand; everything that crosses the audio thread's port is noted in the page. */
async function onPhone(
  look: (phone: Phone) => Promise<void>,
  options: ListenStageOptions & { permissions?: string[]; hash?: string } = {},
): Promise<void> {
  const stage = await openListenStage(options);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: options.permissions ?? ['microphone'],
    locale: 'en',
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
  await page.addInitScript(notePort);
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

/** Runs in the page before its own scripts. */
function notePort(): void {
  const crossed: unknown[] = [];
  Object.assign(globalThis, { crossed });
  const Node = globalThis.AudioWorkletNode;
  globalThis.AudioWorkletNode = class extends Node {
    constructor(...given: ConstructorParameters<typeof Node>) {
      super(...given);
      this.port.addEventListener('message', (event) => crossed.push(event.data));
    }
  };
}

const crossedIn = (page: Page): Promise<Heard[]> =>
  page.evaluate(() => (globalThis as unknown as { crossed: Heard[] }).crossed);

async function enrol(page: Page, role = 'microphone'): Promise<void> {
  await page.locator(`[name=role][value=${role}]`).check();
  await page.locator('#name').fill('Kitchen window');
  await page.locator('#place').fill(place);
  await page.locator('[type=submit]').click();
  await page.locator('.spotter').waitFor({ timeout: 20_000 });
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`expected within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const takes = 3;

/** A fake microphone drops samples on a busy machine, so the sound may be played again; that nothing else leaves holds in every take. */
test('the page hears what Node hears in the same samples, and only numbers leave', { skip }, async () => {
  for (let take = 1; ; take++) {
    const windows = await listenOnce();
    try {
      return assertHeardTheSame(windows);
    } catch (error) {
      if (take === takes) throw error;
    }
  }
});

async function listenOnce(): Promise<SoundWindow[]> {
  let windows: SoundWindow[] = [];
  await onPhone(async ({ page, stage }) => {
    assert.equal(new URL(page.url()).hash, '', 'the token leaves the address at once');
    await enrol(page);
    assert.equal(stage.enrolled[0].name, 'Kitchen window');
    assert.equal(stage.enrolled[0].sensor.type, 'acoustic');
    await until('10 windows', async () => windowsIn(await crossedIn(page)).length >= 10, 30_000);
    await page.getByText(/I can hear about/).waitFor();
    await page.locator('.find').first().waitFor();
    await page.getByText('The server took it').first().waitFor();
    const crossed = await crossedIn(page);
    assertOnlyNumbers(crossed);
    assertSaidIsSmall(stage);
    assert.ok(stage.lines.length > 0);
    for (const line of stage.lines) assertHonest(line);
    assertAdmitted(stage);
    windows = windowsIn(crossed).slice(0, 10);
  });
  return windows;
}

function windowsIn(crossed: readonly Heard[]): SoundWindow[] {
  return crossed.flatMap((heard) => (heard.type === 'window' ? [heard.window] : []));
}

/** Eight columns of 64 whole decibels and one window a second: 4 kbit, where the sound itself has 700. */
function assertOnlyNumbers(crossed: readonly Heard[]): void {
  // A browser runs its audio at 44.1 or 48 kHz, as it likes.
  const seconds = crossed.at(-1)!.frames / 44_100;
  assert.ok(crossed.length <= 9 * seconds + 2, `${crossed.length} messages in ${seconds} s`);
  for (const heard of crossed) {
    if (heard.type === 'model') {
      assert.deepEqual([heard.version, heard.pfa], [acousticModel.version, acousticModel.operatingPoint.pfa]);
    } else if (heard.type === 'level') {
      assert.deepEqual(Object.keys(heard).toSorted(), ['bandsDb', 'frames', 'levelDb', 'type']);
      assert.equal(heard.bandsDb.length, 64);
      assert.ok(heard.bandsDb.every((db) => Number.isInteger(db)));
    } else {
      assert.deepEqual(Object.keys(heard).toSorted(), ['frames', 'type', 'window']);
      const { logLikelihoodRatio, detected, ...rest } = heard.window;
      assert.equal(typeof detected, 'boolean');
      for (const value of [...Object.values(logLikelihoodRatio), ...Object.values(rest)])
        assert.equal(typeof value, 'number');
    }
  }
}

/** No message could hold a second of sound, in any code: a line of numbers about it is all there is. */
function assertSaidIsSmall(stage: ListenStage): void {
  for (const { path, text } of stage.said) {
    assert.ok(['/api/enrol', '/api/session', '/api/sensor'].includes(path), path);
    for (const line of text.split('\n')) assert.ok(line.length < 1000, line.slice(0, 200));
  }
}

function assertHonest(line: Record<string, unknown>): void {
  assert.ok(Math.abs(Number(line.sensedMs) - Date.now()) < 30_000);
  assert.ok((line.sigma as { clockMs: number }).clockMs > 0);
  assert.equal((line.measurement as { type: string }).type, 'presence');
}

/** By the same judge as the server's. */
function assertAdmitted({ enrolled, lines }: ListenStage): void {
  const origin = { latDeg: 49.5, lonDeg: 24, heightM: 0 };
  const header: Header = { kind: 'log', version: 1, region: 'test', origin, standing: 'test', startMs: 0 };
  const admission = createAdmission(header);
  const sensor = enrolled[0].sensor as unknown as SensorDescription;
  assert.equal(implausibleSensor(origin, sensor), undefined);
  admission.noteSensor(
    { seq: 1, kind: 'sensor', timeMs: 0, sensorId: 's-1', state: 'up', sensor },
    Date.now() - 60_000,
  );
  for (const line of lines)
    assert.equal(admission.admit('s-1', line, Date.now()).ok, true, JSON.stringify(line));
}

/** The page opened the microphone at some moment of the recording: the one at which the levels agree best. */
function assertHeardTheSame(page: readonly SoundWindow[]): void {
  const inNode = (fromS: number): SoundWindow[] => {
    const detector = createAcousticDetector(acousticModel, { sampleRateHz: wavRateHz });
    const from = Math.round(fromS * wavRateHz);
    return [...detector.push(sound.subarray(from, from + (page.length + 3) * wavRateHz))];
  };
  const distance = (node: readonly SoundWindow[]): number => {
    let sum = 0;
    for (let i = 1; i < page.length; i++) sum += Math.abs(page[i].levelDb - (node[i]?.levelDb ?? -200));
    return sum;
  };
  let bestS = 0;
  let best = Number.POSITIVE_INFINITY;
  for (const stepS of [0.1, 0.01, 0.002, 0.0005]) {
    const middleS = bestS;
    const reach = stepS === 0.1 ? 40 : 10;
    for (let k = -reach; k <= reach; k++) {
      const fromS = middleS + k * stepS;
      if (fromS < 0 || fromS > 6) continue;
      const d = distance(inNode(fromS));
      if (d >= best) continue;
      best = d;
      bestS = fromS;
    }
  }
  const node = inNode(bestS);
  for (let i = 1; i < page.length; i++) assertSameWindow(page[i], node[i], `window ${i} at ${bestS} s`);
}

function assertSameWindow(page: SoundWindow, node: SoundWindow, where: string): void {
  assert.ok(Math.abs(page.levelDb - node.levelDb) < 0.1, `${where}: ${page.levelDb} and ${node.levelDb} dB`);
  const [a, b] = [page.logLikelihoodRatio['one-way'], node.logLikelihoodRatio['one-way']];
  assert.ok(Math.abs(a - b) < 0.1, `${where}: ${a} and ${b}`);
  if (page.frequencyHz !== undefined && node.frequencyHz !== undefined)
    assert.ok(Math.abs(page.frequencyHz - node.frequencyHz) < 0.01, `${where}: ${page.frequencyHz} Hz`);
}

test('a cut network keeps what was heard, over a reload too, and it keeps its time', { skip }, () =>
  onPhone(
    async ({ page, stage }) => {
      await enrol(page);
      await until('a first report', () => stage.lines.length > 0);
      stage.cut(true);
      const cutMs = Date.now();
      await page.getByText('waiting, kept for 10 min').waitFor({ timeout: 20_000 });
      await page.getByText('No network').waitFor({ timeout: 20_000 });
      const before = stage.lines.length;
      await page.reload();
      await page.getByText('waiting, kept for 10 min').waitFor();
      const againMs = Date.now();
      stage.cut(false);
      await until('what waited', () => stage.lines.length > before, 30_000);
      const late = Number(stage.lines[before].sensedMs) - 3_600_000;
      assert.ok(late > cutMs - 5000 && late < againMs, `${late - cutMs} ms after the cut`);
      const times = stage.lines.map(({ sensedMs }) => sensedMs);
      assert.equal(new Set(times).size, times.length, 'nothing is said twice');
    },
    { aheadMs: 3_600_000 },
  ),
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
