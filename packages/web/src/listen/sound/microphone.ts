// oxlint-disable-next-line import/default -- vite makes it: the address of the built worklet
import earUrl from './worklet.ts?worker&url';
import type { Heard } from './heard.ts';

/** Why the phone does not hear. */
export type Deaf = 'denied' | 'noMicrophone' | 'ended' | 'needsTap';

export interface Microphone {
  rateHz: number;
  /** What the browser does to the sound although it was asked not to, as `sound.flags` says it. */
  flags: string[];
  close(): void;
}

/** A browser that waits for a touch never says so. */
const patienceMs = 2000;

/** Processing made for speech: it takes engines for noise. */
const unwanted = ['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const;

/**
 * Opens the microphone and the ear in the audio thread. `onDeaf` is told when it ends by itself. Resolves with why not
 * where there is none.
 */
export async function openMicrophone(
  onHeard: (heard: Heard) => void,
  onDeaf: (why: Deaf) => void,
): Promise<Microphone | Deaf> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 },
    });
  } catch (error) {
    return reasons[(error as DOMException).name] ?? 'denied';
  }
  const context = new AudioContext();
  const [track] = stream.getAudioTracks();
  const closed = new AbortController();
  const whileOpen = { signal: closed.signal };
  const close = (): void => {
    closed.abort();
    track.stop();
    void context.close();
  };
  if (!(await startEar(context, stream, onHeard, closed.signal))) {
    close();
    return 'needsTap';
  }
  const end = (): void => onDeaf('ended');
  track.addEventListener('ended', end, whileOpen);
  context.addEventListener('statechange', () => context.state !== 'running' && end(), whileOpen);
  return { rateHz: context.sampleRate, flags: flagsOf(track.getSettings()), close };
}

/** What getUserMedia's other refusals mean (W3C Media Capture and Streams, 10.3). */
const reasons: Record<string, Deaf> = {
  NotFoundError: 'noMicrophone',
  NotReadableError: 'ended',
  AbortError: 'ended',
};

/** false where the browser waits for a touch before it lets a page use its audio. */
async function startEar(
  context: AudioContext,
  stream: MediaStream,
  onHeard: (heard: Heard) => void,
  signal: AbortSignal,
): Promise<boolean> {
  await context.audioWorklet.addModule(earUrl);
  const ear = new AudioWorkletNode(context, 'ear', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  ear.port.addEventListener('message', (event: MessageEvent<Heard>) => onHeard(event.data), { signal });
  ear.port.start();
  context.createMediaStreamSource(stream).connect(ear);
  await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  return context.state === 'running';
}

/** A setting that the browser does not state is one that it does not have. */
function flagsOf(settings: MediaTrackSettings): string[] {
  return unwanted.filter((name) => settings[name] !== undefined && settings[name] !== false);
}
