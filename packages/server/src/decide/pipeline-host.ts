import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Conclusion, Fact, Header } from '@kentongan/core/base/event';
import type { Pipeline } from '@kentongan/core/pipeline';

/** The pipeline, wherever it runs. Asked one thing at a time. */
export interface PipelineHost {
  /** For each fact, in order, what followed from it. */
  step(facts: readonly Fact[]): Promise<Conclusion[][]>;
  save(): Promise<string>;
  /** Rejects where the snapshot is not one that it can read. */
  load(snapshot: string): Promise<void>;
  close(): Promise<void>;
}

export type HostMaker = (header: Header) => PipelineHost;

/** In this thread: for tests, and for pipelines that cost nothing. */
export function localHosts(createPipeline: (header: Header) => Pipeline): HostMaker {
  return (header) => {
    const pipeline = createPipeline(header);
    return {
      step: async (facts) => facts.map((fact) => stepOne(pipeline, fact)),
      save: async () => pipeline.save(),
      load: async (snapshot) => pipeline.load(snapshot),
      close: async () => undefined,
    };
  };
}

export function stepOne(pipeline: Pipeline, fact: Fact): Conclusion[] {
  const conclusions: Conclusion[] = [];
  pipeline.step(fact, (conclusion) => conclusions.push(conclusion));
  return conclusions;
}

/** What is asked of the worker, and what it answers. */
export type Ask =
  | { ask: 'step'; facts: readonly Fact[] }
  | { ask: 'save' }
  | { ask: 'load'; snapshot: string };
export type Answer = { ok: true; value: unknown } | { ok: false; error: Error };

/**
 * In a thread of its own: however long concluding takes, sensors are answered, the log goes on and a picture that grows old
 * is shown as such.
 */
export const workerHost: HostMaker = (header) => {
  // The same file type as this one: TypeScript in a checkout, JavaScript in a published package.
  const file = join(import.meta.dirname, `pipeline-worker${extname(import.meta.filename)}`);
  const worker = new Worker(file, { workerData: header });
  const gone = new Promise<never>((_resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the pipeline ended')));
  });
  // Whoever asks next is told.
  gone.catch(() => undefined);

  async function asked(ask: Ask): Promise<unknown> {
    const answered = new Promise<Answer>((resolve) => worker.once('message', resolve));
    worker.postMessage(ask, []);
    const answer = await Promise.race([answered, gone]);
    if (!answer.ok) throw answer.error;
    return answer.value;
  }

  return {
    step: async (facts) => (await asked({ ask: 'step', facts })) as Conclusion[][],
    save: async () => (await asked({ ask: 'save' })) as string,
    load: async (snapshot) => void (await asked({ ask: 'load', snapshot })),
    close: async () => void (await worker.terminate()),
  };
};
