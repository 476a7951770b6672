import type { Random } from '@kentongan/core/base/random';
import { CONTROL_HZ, gainOfDb, wander } from './lines.ts';
import { standing, straightPass } from './path.ts';
import { renderEngine, resonances, unsteadyRate } from './engine.ts';
import { pistonOrders } from './aircraft.ts';
import type { Source } from './aircraft.ts';
import { addShapedNoise, GAIN_BIN_HZ, SYNTH_RATE_HZ } from './spectral.ts';

const stepsOf = (seconds: number): number => Math.ceil(seconds * CONTROL_HZ);

/** Chainsaw, trimmer, moped: a small two-stroke whose hand on the trigger never rests; all orders alike. */
export function handTool(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const rate = random.between(45, 210);
  const throttle = wander(random, steps, random.between(0.3, 1.5));
  const swing = random.uniform() < 0.25 ? random.between(0.002, 0.02) : random.between(0.02, 0.3);
  const rateHz = unsteadyRate(random, steps, rate, 0.008, 0.15, random.between(0.001, 0.012)).map(
    (r, i) => r * Math.exp(swing * Math.tanh(throttle[i]!)),
  );
  return {
    samples: renderEngine(
      random,
      {
        rateHz,
        orderDb: pistonOrders(random, {
          oddDb: random.between(-4, 5),
          halfDb: random.uniform() < 0.4 ? random.between(-25, -10) : -Infinity,
          slopeDb: random.between(1, 9),
          spreadDb: random.between(2, 5),
          rate,
          count: 60,
        }),
        flutterDb: random.between(1, 4),
        flutterS: random.between(0.05, 0.4),
        noiseDb: random.between(-12, 8),
        noiseSlopeDb: random.between(-2, 5),
      },
      standing(random, steps, random.between(2, 300)),
      seconds,
    ),
  };
}

/** Cars, lorries, tractors, motorcycles, generators, mowers: four strokes, dense half orders, low rates. */
export function vehicle(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const still = random.uniform() < 0.4;
  const path = still
    ? standing(random, steps, random.between(2, 100))
    : straightPass(
        random,
        steps,
        random.between(4, 35),
        random.between(5, 200),
        1,
        random.between(-seconds, 2 * seconds),
      );
  const cylinders = [1, 2, 4, 4, 6, 8][random.below(6)]!;
  const rate = still ? random.between(10, 52) : random.between(14, 85);
  const slopeDb = random.between(4, 12);
  const body = resonances(random, 4, 9);
  const other = random.between(-20, -4);
  const orderDb = Float64Array.from({ length: 90 }, (_, i) => {
    const firing = (i + 1) % cylinders === 0;
    const hz = ((i + 1) / 2) * rate;
    return (
      (firing ? 0 : other) - slopeDb * Math.max(-0.5, Math.log2(hz / 90)) + 4 * random.gaussian() + body(hz)
    );
  });
  return {
    samples: renderEngine(
      random,
      {
        rateHz: unsteadyRate(
          random,
          steps,
          rate,
          random.between(0.001, 0.02),
          random.between(0.2, 2),
          random.between(0, 0.004),
          still ? 0 : random.between(-0.12, 0.12),
        ),
        orderDb,
        flutterDb: random.between(0.5, 3),
        flutterS: random.between(0.1, 0.6),
        noiseDb: random.between(-8, 14),
        noiseSlopeDb: random.between(0, 8),
      },
      path,
      seconds,
    ),
  };
}

/** Vacuum cleaners, saws, fans, washing machines, pumps, mains hum: constant rates, motor whine, noise. */
export function appliance(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const mains = random.uniform() < 0.3;
  const rate = mains ? [50, 60, 100, 120][random.below(4)]! : random.between(40, 330);
  const slopeDb = random.between(1, 12);
  const body = resonances(random, 5, 14);
  const orderDb = Float64Array.from({ length: 60 }, (_, i) => {
    if (i % 2 === 0) return -Infinity;
    const order = (i + 1) / 2;
    const missing = random.uniform() < 0.25 ? -20 : 0;
    return missing - slopeDb * Math.log2(order) + 6 * random.gaussian() + body(order * rate);
  });
  const steady = mains ? 0.00005 : random.between(0.0002, 0.01);
  return {
    samples: renderEngine(
      random,
      {
        rateHz: unsteadyRate(random, steps, rate, steady, random.between(0.5, 4), steady / 4),
        orderDb,
        flutterDb: mains ? 0.2 : random.between(0.2, 3),
        flutterS: random.between(0.1, 1),
        noiseDb: mains ? random.between(-15, 10) : random.between(-6, 18),
        noiseSlopeDb: random.between(-3, 6),
      },
      standing(random, steps, random.between(1, 30)),
      seconds,
    ),
  };
}

/** Tyres and wheels passing: broadband swells, for a train with joints, squeal and motor lines. */
export function rolling(random: Random, seconds: number): Source {
  const out = new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
  const passes = 1 + random.below(4);
  for (let p = 0; p < passes; p += 1) {
    const closestM = random.between(6, 150);
    const speedMps = random.between(6, 35);
    const atS = random.between(-0.5 * seconds, 1.5 * seconds);
    const centreHz = random.between(200, 1100);
    const width = random.between(0.5, 1.6);
    const joints = random.uniform() < 0.25 ? random.between(1, 8) : 0;
    addShapedNoise(out, random, (gain, timeS) => {
      const along = speedMps * (timeS - atS);
      let level = (20 * closestM) / (along * along + closestM * closestM + 1);
      level = Math.sqrt(level) * (joints > 0 && (timeS * joints) % 1 < 0.2 ? 2.5 : 1);
      for (let k = 1; k < gain.length; k += 1) {
        const octaves = Math.log2((k * GAIN_BIN_HZ) / centreHz) / width;
        gain[k] = level * (Math.exp(-0.5 * octaves * octaves) + 0.02);
      }
      gain[0] = 0;
    });
  }
  if (random.uniform() < 0.4) {
    const engine = vehicle(random, seconds).samples;
    const share = gainOfDb(random.between(-10, 6));
    for (let i = 0; i < out.length; i += 1) out[i]! += share * engine[i]!;
  }
  return { samples: out };
}
