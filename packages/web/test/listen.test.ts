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
import { engineOverNoise, wavOf } from './comb-wav.ts';
import { openListenStage, type ListenStage, type ListenStageOptions } from './listen-stage.ts';

const skip = need('chromium');
const place = '49.8397, 24.0297';
const engineHz = 98;
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

type Phone = { page: Page; context: BrowserContext; stage: ListenStage };

/** A new phone with the link in hand; everything that crosses the audio thread's port is noted in the page. */
async function onPhone(
  look: (phone: Phone) => Promise<void>,
  options: ListenStageOptions & { permissions?: string[]; hash?: string; isKept?: boolean } = {},
): Promise<void> {
  const scripts = { '/recorder.js': `(${recordEar.toString()})()` };
  const stage = await openListenStage({ ...options, scripts });
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

/** What the test adds to the port: the samples that the ear was given. */
interface Recorded {
  type: 'samples';
  rateHz: number;
  samples: Float32Array;
}
interface Noted {
  crossed: Heard[];
  recorded: Recorded[];
}

/** Runs in the page before its own scripts: notes what the ear says, and has the ear tell what it was given. */
function notePort(): void {
  const noted: Noted = { crossed: [], recorded: [] };
  Object.assign(globalThis, noted);
  const Node = globalThis.AudioWorkletNode;
  globalThis.AudioWorkletNode = class extends Node {
    constructor(...given: ConstructorParameters<typeof Node>) {
      super(...given);
      this.port.addEventListener('message', (event: MessageEvent<Heard | Recorded>) => {
        if (event.data.type !== 'samples') return void noted.crossed.push(event.data);
        noted.recorded.push(event.data);
        // The page never learns of it.
        event.stopImmediatePropagation();
      });
    }
  };
  const add = AudioWorklet.prototype.addModule;
  AudioWorklet.prototype.addModule = async function (this: AudioWorklet, url) {
    // Without a network there is no recorder, and the page must do without.
    await add.call(this, '/recorder.js').catch(() => undefined);
    return add.call(this, url);
  };
}

/** Runs in the audio thread before the ear's own script: copies what goes into it. */
function recordEar(): void {
  interface Ear {
    readonly port: MessagePort;
    process(inputs: Float32Array[][], outputs: unknown, parameters: unknown): boolean;
  }
  type Register = (name: string, ear: new () => Ear) => void;
  const scope = globalThis as unknown as { registerProcessor: Register; sampleRate: number };
  const register = scope.registerProcessor;
  scope.registerProcessor = (name, Heard) =>
    register(
      name,
      class extends Heard {
        override process(inputs: Float32Array[][], outputs: unknown, parameters: unknown): boolean {
          const samples = inputs[0]?.[0]?.slice();
          if (samples !== undefined)
            this.port.postMessage({ type: 'samples', rateHz: scope.sampleRate, samples }, []);
          return super.process(inputs, outputs, parameters);
        }
      },
    );
}

const crossedIn = (page: Page): Promise<Heard[]> =>
  page.evaluate(() => (globalThis as unknown as Noted).crossed);

async function enrol(page: Page, role = 'microphone'): Promise<void> {
  await page.locator(`[name=role][value=${role}]`).check();
  await page.locator('#name').fill('Kitchen window');
  await page.locator('#place').fill(place);
  await page.locator('[type=submit]').click();
  await page.locator('.spotter').waitFor();
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`expected within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('the page hears what Node hears in the very same samples, and only numbers leave', { skip }, () =>
  onPhone(async ({ page, stage }) => {
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
    const windows = windowsIn(crossed);
    assertSame(windows, windowsOf(await recordedIn(page)));
    assertIsTheRecording(windows);
  }),
);

interface Sound {
  rateHz: number;
  samples: Float32Array;
}

async function recordedIn(page: Page): Promise<Sound> {
  const { rateHz, base64 } = await page.evaluate(async () => {
    const { recorded } = globalThis as unknown as Noted;
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.addEventListener('load', () => resolve(String(reader.result)));
      reader.readAsDataURL(new Blob(recorded.map(({ samples }) => samples as Float32Array<ArrayBuffer>)));
    });
    return { rateHz: recorded[0].rateHz, base64: url.slice(url.indexOf(',') + 1) };
  });
  const bytes = Buffer.from(base64, 'base64');
  const samples = Float32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(4 * i));
  return { rateHz, samples };
}

function windowsOf({ rateHz, samples }: Sound): SoundWindow[] {
  const detector = createAcousticDetector(acousticModel, { sampleRateHz: rateHz });
  return [...detector.push(samples)];
}

/** The same samples through the same code in another engine: what differs is at most rounding. */
function assertSame(page: readonly SoundWindow[], node: readonly SoundWindow[]): void {
  assert.ok(page.length >= 10 && node.length >= page.length, `${page.length} and ${node.length} windows`);
  for (const [i, window] of page.entries()) {
    const { logLikelihoodRatio, ...rest } = window;
    const { logLikelihoodRatio: expected, ...expectedRest } = node[i];
    assertClose(logLikelihoodRatio, expected, `window ${i}`);
    assertClose(rest, expectedRest, `window ${i}`);
  }
}

function assertClose(found: object, expected: object, where: string): void {
  assert.deepEqual(Object.keys(found), Object.keys(expected), where);
  for (const [name, value] of Object.entries(found) as [string, unknown][]) {
    const other = (expected as Record<string, unknown>)[name];
    const isSame = typeof value === 'number' ? Math.abs(value - Number(other)) <= 1e-6 : value === other;
    assert.ok(isSame, `${where}: ${name} ${String(value)} and ${String(other)}`);
  }
}

/** The fake microphone played our engine: its pitch, as well as a microphone that drops samples tells it. */
function assertIsTheRecording(windows: readonly SoundWindow[]): void {
  const errorsHz = windows
    .flatMap(({ frequencyHz }) => (frequencyHz === undefined ? [] : [Math.abs(frequencyHz - engineHz)]))
    .toSorted((a, b) => a - b);
  assert.ok(errorsHz.length >= windows.length / 2, `a pitch in ${errorsHz.length} of ${windows.length}`);
  assert.ok(errorsHz[errorsHz.length >> 1] < 0.1, `median error ${errorsHz[errorsHz.length >> 1]} Hz`);
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
