import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkFact, EventLines, type Fact } from '@kentongan/core/base/event';
import { createPipeline } from '@kentongan/core/pipeline';
import { need, sharedDir } from '../../../tools/test/need.ts';
import { ingest } from '../src/verbs/ingest.ts';
import { run } from './run.ts';

/** The facts of a stream, each checked, and that the pipeline takes them. */
function factsOf(out: string): Fact[] {
  const lines = new EventLines(checkFact, (refusal) => assert.fail(JSON.stringify(refusal)));
  const facts: Fact[] = [];
  for (const line of out.split('\n')) {
    const fact = lines.read(line);
    if (fact !== undefined) facts.push(fact);
  }
  assert.ok(lines.header !== undefined);
  const pipeline = createPipeline(lines.header);
  for (const fact of facts) pipeline.step(fact, () => undefined);
  return facts;
}

function countsOf(facts: readonly Fact[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of facts) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const capture = (name: string): string => join(sharedDir, 'captures', name);

for (const [words, detections, sensors] of [
  [['asterix', '--at', '45.8,16', capture('asterix/cat_034_048.pcap')], 63, 7],
  [['adsb', '--at', '37.1,13.9', capture('adsb/modes1.avr')], 57, 1],
  [['adsb', capture('adsb/expected/modes1.readsb.sbs')], 57, 1],
  [['ais', capture('ais/tagblock.nmea')], 3, 1],
  [['remoteid', capture('remoteid/odid_wifi_bcn_sample.pcap')], 21, 1],
] as const) {
  test(
    `${words.join(' ').replace(sharedDir, '…')} becomes facts that replay takes`,
    { skip: need('shared') },
    async () => {
      const { code, out } = await run(['ingest', '--from', ...words]);
      assert.equal(code, 0);
      const facts = factsOf(out);
      const counts = countsOf(facts);
      assert.deepEqual([counts.detection, counts.sensor], [detections, sensors]);
      assert.deepEqual(
        facts.map(({ seq }) => seq),
        facts.map((_, index) => index + 1),
      );
      assert.equal(facts.at(-1)?.kind, 'tick');
    },
  );
}

test('ticks are a second apart while there is something to conclude, and skip a long silence', async () => {
  const line = (second: number): string => {
    const time = new Date(Date.UTC(2026, 10, 23, 12, 0, second)).toISOString().slice(11, 23);
    return `MSG,3,1,1,4D2023,1,2026/11/23,${time},2026/11/23,${time},,10000,,,49.5,31.${second % 10},,,0,,0,\n`;
  };
  const { out } = await run(['ingest', '--from', 'adsb', '-'], line(0) + line(3) + line(7203));
  const ticks = factsOf(out).filter(({ kind }) => kind === 'tick');
  assert.ok(ticks.length > 600 && ticks.length < 700, String(ticks.length));
  assert.equal(ticks[1].timeMs - ticks[0].timeMs, 1000);
});

test('what was refused is told by source with an example, and the rest is kept', async () => {
  const good = '!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\n';
  const { code, out, err } = await run(['ingest', '--from', 'ais', '-'], `!AIVDM,1,1,,A,bad,0*00\n${good}`);
  assert.equal(code, 0);
  assert.equal(countsOf(factsOf(out)).detection, 1);
  assert.match(err, /unreadable: 1 refused, such as: expected/);
});

test('a position fixed just before an unknown begin is kept', async () => {
  // Type 1 with second 59, made of the example by setting its six bits.
  const body = 'AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0Owf0@MS,0';
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  const line = `!${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\n`;
  const { out } = await run(['ingest', '--from', 'ais', '-'], line);
  const [detection] = factsOf(out).filter((fact) => fact.kind === 'detection');
  assert.ok(detection.sensedMs < detection.timeMs);
});

test('without any place it asks for one', async () => {
  const { code, err } = await run(['ingest', '--from', 'ais', '-'], '');
  assert.equal(code, 1);
  assert.match(err, /--at LAT,LON/);
});

test('unusable words exit with 2', async () => {
  assert.equal((await run(['ingest', '--from', 'telepathy', '-'])).code, 2);
  assert.equal((await run(['ingest', '--from', 'asterix', '--site', '25=1,2', '-'])).code, 2);
  assert.ok(ingest.examples.length > 0);
});
