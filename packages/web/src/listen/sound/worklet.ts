import { acousticModel, createAcousticDetector } from '@kentongan/core/sense/acoustic';
import type { Heard } from './heard.ts';
import { createPictureMaker } from './picture.ts';

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare const sampleRate: number;

const { version, operatingPoint } = acousticModel;

/** The phone's ear. The sound is here and nowhere else: out goes what `Heard` says. */
class Ear extends AudioWorkletProcessor {
  readonly #detector = createAcousticDetector(acousticModel, { sampleRateHz: sampleRate });
  readonly #picture = createPictureMaker(sampleRate);
  #frames = 0;

  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (samples === undefined) return true;
    if (this.#frames === 0) this.#say({ type: 'model', frames: 0, version, pfa: operatingPoint.pfa });
    this.#frames += samples.length;
    const picture = this.#picture(samples);
    if (picture !== undefined) this.#say({ type: 'level', frames: this.#frames, ...picture });
    for (const window of this.#detector.push(samples))
      this.#say({ type: 'window', frames: this.#frames, window });
    return true;
  }

  #say(heard: Heard): void {
    this.port.postMessage(heard, []);
  }
}

registerProcessor('ear', Ear);
