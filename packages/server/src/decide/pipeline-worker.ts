import { parentPort, workerData } from 'node:worker_threads';
import type { Header } from '@kentongan/core/base/event';
import { createPipeline } from '@kentongan/core/pipeline';
import { stepOne, type Answer, type Ask } from './pipeline-host.ts';

/** The thread in which `workerHost` runs a region's pipeline. */
const pipeline = createPipeline(workerData as Header);

parentPort!.on('message', (ask: Ask) => {
  let answer: Answer;
  try {
    answer = { ok: true, value: answerTo(ask) };
  } catch (error) {
    answer = { ok: false, error: error as Error };
  }
  parentPort!.postMessage(answer, []);
});

function answerTo(ask: Ask): unknown {
  if (ask.ask === 'step') return ask.facts.map((fact) => stepOne(pipeline, fact));
  return ask.ask === 'save' ? pipeline.save() : pipeline.load(ask.snapshot);
}
