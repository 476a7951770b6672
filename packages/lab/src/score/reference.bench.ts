import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkFact, EventLines, type Conclusion } from '@kentongan/core/base/event';
import { createPipeline } from '@kentongan/core/pipeline';
import { need, sharedDir } from '../../../../tools/test/need.ts';
import { score, type Score } from './score.ts';
import { readDistricts } from './warning/districts.ts';

/**
 * Replays the reference scenarios and raids, where they lie beside the checkout, and prints what each must show:
 *
 *   node packages/lab/src/score/reference.bench.ts [NAME…]     names by their beginning: S1 S6 calm
 */
const missing = need('shared');
if (missing !== false) {
  process.stdout.write(`${missing}\n`);
  process.exit(0);
}

function linesOf(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString('utf8').split('\n');
}

/** Lines of conclusions, and the seconds of processor time that they took. */
function replay(facts: readonly string[]): { lines: string[]; seconds: number; refused: number } {
  const reader = new EventLines(checkFact, () => {});
  const lines: string[] = [];
  const emit = (conclusion: Conclusion) => void lines.push(JSON.stringify(conclusion));
  const from = process.cpuUsage();
  reader.read(facts[0]);
  if (reader.header === undefined) throw new Error('expected a header as the first line');
  const pipeline = createPipeline(reader.header);
  for (const line of facts.slice(1)) {
    const fact = reader.read(line);
    if (fact !== undefined) pipeline.step(fact, emit);
  }
  const { user, system } = process.cpuUsage(from);
  return { lines, seconds: (user + system) / 1e6, refused: reader.refused };
}

async function judge(folder: string, name: string): Promise<void> {
  const stem = join(sharedDir, folder, name);
  const facts = linesOf(`${stem}.facts.ndjson.gz`);
  const { lines, seconds, refused } = replay(facts);
  const files = readdirSync(join(sharedDir, folder));
  const pcrlb = files.includes(`${name}.pcrlb.json`)
    ? JSON.parse(readFileSync(`${stem}.pcrlb.json`, 'utf8'))
    : undefined;
  const districts = files.includes(`${name}.zones.ndjson`)
    ? await readDistricts(readFileSync(`${stem}.zones.ndjson`, 'utf8').split('\n'))
    : undefined;
  const truth = linesOf(`${stem}.truth.ndjson.gz`);
  const result = await score({ facts, truth, conclusions: lines }, { pcrlb, districts });
  process.stdout.write(`${name}: ${seconds.toFixed(1)} s cpu, ${refused} refused, ${shown(result)}\n`);
}

function shown({ tracks, warnings }: Score): string {
  const { gospa_mean, rmse, rmse_over_pcrlb, switches, siap_completeness, siap_spurious } = tracks;
  const parts = { gospa_mean, rmse, rmse_over_pcrlb, switches, siap_completeness, siap_spurious };
  const { recall60, needlessPersonMin, falseShare, phantomWarnings } = warnings?.brief ?? {};
  const { recall60ToSeen, needlessToDistrict } = warnings?.relative ?? {};
  return JSON.stringify({
    ...parts, recall60, recall60ToSeen, needlessPersonMin, needlessToDistrict, falseShare, phantomWarnings,
  }); // prettier-ignore
}

for (const folder of ['scenarios', 'raids']) {
  const names = readdirSync(join(sharedDir, folder))
    .filter((file) => file.endsWith('.facts.ndjson.gz'))
    .map((file) => file.replace('.facts.ndjson.gz', ''));
  const wanted = process.argv.slice(2);
  for (const name of names)
    if (wanted.length === 0 || wanted.some((start) => name.startsWith(start))) await judge(folder, name);
}
