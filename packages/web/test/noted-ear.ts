import type { Page } from 'playwright-core';
import type { Heard } from '../src/listen/sound/heard.ts';

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
export function notePort(): void {
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
    await add.call(this, '/recorder.js');
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

export const crossedIn = (page: Page): Promise<Heard[]> =>
  page.evaluate(() => (globalThis as unknown as Noted).crossed);

/** Served beside the page's scripts; `notePort` has the audio thread load it. */
export const recorderScripts: Record<string, string> = { '/recorder.js': `(${recordEar.toString()})()` };

export interface Sound {
  rateHz: number;
  samples: Float32Array;
}

export async function recordedIn(page: Page): Promise<Sound> {
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
