import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header, SensorDescription } from '@kentongan/core/base/event';
import { createAdmission, implausibleSensor } from '@kentongan/core/ingest';
import { acousticModel, createAcousticDetector, type SoundWindow } from '@kentongan/core/sense/acoustic';
import type { Heard } from '../src/listen/sound/heard.ts';
import type { ListenStage } from './listen-stage.ts';
import { crossedIn, notePort, recordedIn, recorderScripts, type Sound } from './noted-ear.ts';
import { engineHz, enrol, onPhone, skip, until } from './phone.ts';

test('the page hears what Node hears in the very same samples, and only numbers leave', { skip }, () =>
  onPhone(
    async ({ page, stage }) => {
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
    },
    { before: notePort, scripts: recorderScripts },
  ),
);

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
