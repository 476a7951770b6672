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
    return (error as DOMException).name === 'NotFoundError' ? 'noMicrophone' : 'denied';
  }
  const context = new AudioContext();
  const [track] = stream.getAudioTracks();
  const closed = new AbortController();
  const close = (): void => {
    closed.abort();
    track.stop();
    void context.close();
  };
  await context.audioWorklet.addModule(earUrl);
  const ear = new AudioWorkletNode(context, 'ear', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  ear.port.addEventListener('message', (event: MessageEvent<Heard>) => onHeard(event.data));
  ear.port.start();
  context.createMediaStreamSource(stream).connect(ear);
  await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 1000))]);
  if (context.state !== 'running') {
    close();
    return 'needsTap';
  }
  const whileOpen = { signal: closed.signal };
  track.addEventListener('ended', () => onDeaf('ended'), whileOpen);
  context.addEventListener(
    'statechange',
    () => {
      if (context.state !== 'running') onDeaf('ended');
    },
    whileOpen,
  );
  return { rateHz: context.sampleRate, flags: flagsOf(track.getSettings()), close };
}

/** A setting that the browser does not state is one that it does not have. */
function flagsOf(settings: MediaTrackSettings): string[] {
  return unwanted.filter((name) => settings[name] !== undefined && settings[name] !== false);
}
