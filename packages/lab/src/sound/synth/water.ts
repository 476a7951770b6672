import type { Random } from '@kentongan/core/base/random';
import type { Source } from './aircraft.ts';
import { impulses } from './ambient.ts';
import { renderEngine, unsteadyRate } from './engine.ts';
import { CONTROL_HZ, gainOfDb, wander } from './lines.ts';
import { standing } from './path.ts';
import { addShapedNoise, GAIN_BIN_HZ, SYNTH_RATE_HZ } from './spectral.ts';

/**
 * What a hydrophone hears. Over the few kilometres of a harbour absorption below 2 kHz is under 0.2 dB/km (Francois and
 * Garrison 1982), so nothing is absorbed; reflections off surface and bottom are the path's standing reflection.
 */

const stepsOf = (seconds: number): number => Math.ceil(seconds * CONTROL_HZ);

/** Noise of cavitation: a broad hump, chopped at the blade rate and its harmonics by the wake (what DEMON looks for). */
function addCavitation(out: Float32Array, random: Random, bladeHz: number, level: number): void {
  const peakHz = random.between(100, 1500);
  const depth = random.between(0.1, 0.7);
  addShapedNoise(out, random, (gain) => {
    for (let k = 1; k < gain.length; k += 1) {
      const octaves = Math.log2((k * GAIN_BIN_HZ) / peakHz);
      gain[k] = level * gainOfDb(octaves > 0 ? -6 * octaves : 4 * octaves);
    }
    gain[0] = 0;
  });
  const phase = random.between(0, 2 * Math.PI);
  for (let i = 0; i < out.length; i += 1) {
    const angle = (2 * Math.PI * bladeHz * i) / SYNTH_RATE_HZ + phase;
    out[i]! *= 1 + depth * (0.7 * Math.sin(angle) + 0.3 * Math.sin(2 * angle));
  }
}

/** Fast surface drone: a petrol engine of 3,000 to 7,500 rpm through the hull, over cavitation or a water jet. */
export function surfaceDrone(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const rate = random.between(50, 125);
  const slope = random.between(0, 7);
  const orderDb = Float64Array.from({ length: 60 }, (_, i) => {
    const half = i % 2 === 0 ? random.between(-30, -8) : 0;
    return half - slope * Math.log2(Math.max(1, (i + 1) / 2)) + 4 * random.gaussian();
  });
  const out = renderEngine(
    random,
    {
      rateHz: unsteadyRate(random, steps, rate, random.between(0.002, 0.02), random.between(0.3, 2), 0.002),
      orderDb,
      flutterDb: random.between(1, 6),
      flutterS: random.between(0.1, 0.8),
      noiseDb: -30,
      noiseSlopeDb: 3,
    },
    standing(random, steps, random.between(50, 2000)),
    seconds,
  );
  const cavitation = new Float32Array(out.length);
  addCavitation(cavitation, random, random.between(15, 130), gainOfDb(random.between(-12, 8)));
  return { samples: out.map((value, i) => value + cavitation[i]!) };
}

/** Underwater drone: an electric motor's steady lines and a slow propeller, quiet. */
export function underwaterDrone(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const rate = random.between(60, 280);
  const slope = random.between(1, 9);
  const orderDb = Float64Array.from({ length: 40 }, (_, i) => {
    if (i % 2 === 0) return -Infinity;
    const missing = random.uniform() < 0.3 ? -20 : 0;
    return missing - slope * Math.log2((i + 1) / 2) + 5 * random.gaussian();
  });
  return {
    samples: renderEngine(
      random,
      {
        rateHz: unsteadyRate(random, steps, rate, random.between(0.0002, 0.004), 2, 0.0003),
        orderDb,
        flutterDb: random.between(1, 6),
        flutterS: random.between(0.2, 1.5),
        noiseDb: random.between(-12, 6),
        noiseSlopeDb: random.between(2, 7),
      },
      standing(random, steps, random.between(20, 800)),
      seconds,
    ),
  };
}

/** Ships: diesel firing rates of 5 to 35 Hz with dense orders, auxiliary 50 and 60 Hz, slow blades. */
export function ship(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const rate = random.between(2, 18);
  const slope = random.between(2, 8);
  const orderDb = Float64Array.from(
    { length: 80 },
    (_, i) => -slope * Math.log2(Math.max(1, ((i + 1) / 2) * (rate / 20))) + 5 * random.gaussian(),
  );
  const out = renderEngine(
    random,
    {
      rateHz: unsteadyRate(random, steps, rate, 0.001, 3, 0.0002),
      orderDb,
      flutterDb: random.between(0.5, 3),
      flutterS: 0.5,
      noiseDb: -20,
      noiseSlopeDb: 4,
    },
    standing(random, steps, random.between(100, 3000)),
    seconds,
  );
  const wash = new Float32Array(out.length);
  addCavitation(wash, random, random.between(3, 14), gainOfDb(random.between(-6, 14)));
  return { samples: out.map((value, i) => value + wash[i]!) };
}

/** The sea: wind noise falling 5 dB an octave above 500 Hz (Knudsen, Alford and Emling 1948), swell, rain's rise. */
export function sea(random: Random, seconds: number): Source {
  const out = new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
  const swell = wander(random, stepsOf(seconds), random.between(0.5, 4));
  const swellDb = random.between(0, 4);
  const rainDb = random.uniform() < 0.25 ? random.between(-10, 10) : -60;
  const flowDb = random.between(-20, 20);
  addShapedNoise(out, random, (gain, timeS) => {
    const step = Math.max(0, Math.min(swell.length - 1, Math.round(timeS * CONTROL_HZ)));
    const level = gainOfDb(swellDb * swell[step]!);
    for (let k = 1; k < gain.length; k += 1) {
      const hz = k * GAIN_BIN_HZ;
      const wind = gainOfDb(-5 * Math.max(0, Math.log2(hz / 500)));
      const flow = gainOfDb(flowDb - 9 * Math.max(0, Math.log2(hz / 20)));
      gain[k] = level * (wind + flow) + gainOfDb(rainDb) * Math.min(1, hz / 6000);
    }
    gain[0] = 0;
  });
  return { samples: out };
}

/** Snapping shrimp and gravel: short broadband snaps, hundreds a second, over the sea. */
export function shrimp(random: Random, seconds: number): Source {
  const bed = sea(random, seconds).samples;
  const snaps = impulses(random, seconds).samples;
  const share = gainOfDb(random.between(-10, 10));
  return { samples: bed.map((value, i) => value + share * snaps[i]!) };
}

/** Whales, seals and fish choruses: gliding calls, low grunts and knocks. */
export function seaLife(random: Random, seconds: number): Source {
  const out = sea(random, seconds).samples;
  const knocksHz = random.between(1, 12);
  const callHz = random.between(60, 900);
  const glide = wander(random, stepsOf(seconds), random.between(0.2, 1));
  const open = wander(random, stepsOf(seconds), random.between(0.2, 1));
  const level = gainOfDb(random.between(-5, 15));
  let phase = 0;
  for (let i = 0; i < out.length; i += 1) {
    const step = Math.floor((i / SYNTH_RATE_HZ) * CONTROL_HZ);
    phase += (2 * Math.PI * callHz * Math.exp(0.2 * glide[step]!)) / SYNTH_RATE_HZ;
    const knock = Math.exp(-(((i / SYNTH_RATE_HZ) * knocksHz) % 1) * 30);
    const voiced = open[step]! > 0.3 ? 1 : 0;
    out[i]! += level * (voiced * Math.sin(phase) + 0.5 * knock * Math.sin(3 * phase));
  }
  return { samples: out };
}
