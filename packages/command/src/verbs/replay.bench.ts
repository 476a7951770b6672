/**
 * The whole `replay --only track` process on long radar streams of the lab, file to file:
 * `node packages/command/src/verbs/replay.bench.ts [KIND:SCALE:DETECTIONS …] [--runs N]`. For each: detections a second of
 * processor time (user and system, all threads: best and median of the runs), elapsed time, how many times faster than it
 * happened, and the largest resident memory.
 */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, openSync, closeSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  createTrackingStream,
  streamLines,
  type StreamKind,
} from '../../../lab/src/scenario/tracking-stream.ts';

const command = join(import.meta.dirname, '..', '..', 'bin', 'kentongan.js');
// The process itself says at its end what it used, threads of the collector included.
const tellUsage = `data:text/javascript,process.on("exit",()=>process.stderr.write(JSON.stringify(process.resourceUsage())))`;

interface Usage {
  userCPUTime: number;
  systemCPUTime: number;
  /** KiB. */
  maxRSS: number;
  elapsedS: number;
}

function replay(factsFile: string, outFile: string): Promise<Usage> {
  const out = openSync(outFile, 'w');
  const started = performance.now();
  const args = ['--import', tellUsage, command, 'replay', '--only', 'track', factsFile];
  const child = spawn(process.execPath, args, { stdio: ['ignore', out, 'pipe'] });
  closeSync(out);
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(said));
      else resolve({ ...(JSON.parse(said) as Usage), elapsedS: (performance.now() - started) / 1000 });
    });
  });
}

function* ended(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

async function measure(folder: string, load: string, runs: number): Promise<void> {
  const [kind, scale, wanted] = load.split(':');
  const [facts, tracks] = [join(folder, 'facts.ndjson'), join(folder, 'tracks.ndjson')];
  const stream = createTrackingStream(kind as StreamKind, 1, Number(scale));
  await pipeline(Readable.from(ended(streamLines(stream, Number(wanted)))), createWriteStream(facts));
  let [detections, spanMs] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(facts) })) {
    if (line.includes('"detection"')) detections++;
    else if (line.includes('"tick"'))
      spanMs = (JSON.parse(line) as { timeMs: number }).timeMs - stream.header.startMs;
  }
  const used: Usage[] = [];
  for (let run = 0; run < runs; run++) used.push(await replay(facts, tracks));
  const cpuS = used.map((usage) => (usage.userCPUTime + usage.systemCPUTime) / 1e6).sort((a, b) => a - b);
  const best = cpuS[0];
  const median = cpuS[cpuS.length >> 1];
  const elapsedS = Math.min(...used.map((usage) => usage.elapsedS));
  process.stdout.write(
    `${load}: ${detections} detections, best ${Math.round(detections / best)}/s, median ${Math.round(detections / median)}/s ` +
      `(${best.toFixed(1)} s of processor, ${elapsedS.toFixed(1)} s elapsed), ${(spanMs / 1000 / best).toFixed(0)} times real time, ` +
      `${Math.round(Math.max(...used.map((usage) => usage.maxRSS)) / 1024)} MB\n`,
  );
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string' } } });
const loads = positionals.length > 0 ? positionals : ['crossing:1:1000000', 'saturation:1:1000000'];
const folder = mkdtempSync(join(tmpdir(), 'replay-bench-'));
try {
  for (const load of loads) await measure(folder, load, Number(values.runs ?? 3));
} finally {
  rmSync(folder, { recursive: true });
}
