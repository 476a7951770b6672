import type { Random } from '@kentongan/core/base/random';
import { CONTROL_HZ, flutterOf, addLines, gainOfDb, wander } from './lines.ts';
import { pathGain, standing, straightPass } from './path.ts';
import type { FlyPath } from './path.ts';
import { renderEngine, resonances, unsteadyRate } from './engine.ts';
import type { Engine } from './engine.ts';
import { addShapedNoise, GAIN_BIN_HZ, SYNTH_RATE_HZ } from './spectral.ts';

/** A synthesised source and, where it has one, the truth about its pitch as heard at each control step. */
export type Source = { readonly samples: Float32Array; readonly f0Hz?: Float64Array };

const stepsOf = (seconds: number): number => Math.ceil(seconds * CONTROL_HZ);

/** Passes of every geometry: far ones that hardly change, near ones that sweep through their Doppler. */
function randomPass(
  random: Random,
  seconds: number,
  minMps: number,
  maxMps: number,
  minM: number,
  maxM: number,
): FlyPath {
  const heightM = random.between(30, 1500);
  const closestM = Math.max(heightM, minM * Math.exp(random.uniform() * Math.log(maxM / minM)));
  const speedMps = random.between(minMps, maxMps);
  const reachS = (3 * closestM) / speedMps + seconds;
  return straightPass(
    random,
    stepsOf(seconds),
    speedMps,
    closestM,
    heightM,
    seconds / 2 + random.between(-reachS, reachS),
  );
}

/**
 * The Shahed kind: a four-cylinder boxer two-stroke at 5,000 to 7,000 rpm turning a two-blade pusher propeller.
 * Comb spacing = shaft rate; blade passing and paired firing favour even orders, unequal cylinders give the odd
 * ones, sometimes halves; there is mostly little at the shaft rate itself. Exhaust and cell add resonances. The engine is
 * governed to a narrow range in cruise and overspeeds in a dive. Many are recorded as they pass.
 */
export function oneWayDrone(random: Random, seconds: number): Source {
  return pistonDrone(random, seconds, (orderDb) => {
    orderDb[1]! -= random.between(0, 14);
  });
}

/**
 * The same with few lines, as some are heard far off: a strong one at the shaft rate with a weak second order, where the
 * ground's reflection or a silencer takes that away, or only two to five of the low orders.
 */
export function fewLineDrone(random: Random, seconds: number): Source {
  return pistonDrone(random, seconds, (orderDb) => {
    if (random.uniform() < 0.5) {
      orderDb[1]! += random.between(0, 14);
      orderDb[3]! -= random.between(0, 15);
      return;
    }
    const drawn = Array.from(
      { length: 2 + random.below(4) },
      () => FEW_ORDERS[random.below(FEW_ORDERS.length)]!,
    );
    const underDb = random.between(6, 24);
    for (let i = 0; i < orderDb.length; i += 1) if (!drawn.includes((i + 1) / 2)) orderDb[i]! -= underDb;
  });
}

/** Even ones, which two blades and paired firing favour, twice as often. */
const FEW_ORDERS = [1, 2, 2, 3, 4, 4, 6];

/** `reshape` changes the levels of the orders as `pistonOrders` makes them. */
function pistonDrone(random: Random, seconds: number, reshape: (orderDb: Float64Array) => void): Source {
  const path =
    random.uniform() < 0.5 ? nearPass(random, seconds) : randomPass(random, seconds, 35, 60, 100, 5000);
  const dive = random.uniform() < 0.06;
  const rate = dive
    ? random.between(110, 150)
    : random.uniform() < 0.85
      ? random.between(88, 107)
      : random.between(84, 113);
  const orderDb = pistonOrders(random, {
    oddDb: random.between(-16, 2),
    halfDb: random.uniform() < 0.2 ? random.between(-22, -4) : -Infinity,
    slopeDb: random.between(-1, 5),
    spreadDb: random.between(2, 5),
    rate,
    count: 60,
  });
  reshape(orderDb);
  const engine: Engine = {
    rateHz: unsteadyRate(
      random,
      stepsOf(seconds),
      rate,
      0.0005 * Math.exp(random.uniform() * Math.log(40)),
      random.between(0.2, 3),
      random.between(0, 0.002),
      random.uniform() < 0.4 ? random.between(-0.04, 0.04) : 0,
    ),
    orderDb,
    flutterDb: random.between(1, 7),
    flutterS: random.between(0.1, 1.5),
    noiseDb: random.between(-20, 3),
    noiseSlopeDb: random.between(0, 7),
  };
  return heard(random, engine, path, seconds);
}

/** A pass whose nearest point falls within a few seconds of the scene. */
function nearPass(random: Random, seconds: number): FlyPath {
  const heightM = random.between(30, 600);
  const closestM = heightM * random.between(1, 2.5);
  const closestAtS = random.between(-1.2 * seconds, 1.5 * seconds);
  return straightPass(random, stepsOf(seconds), random.between(35, 65), closestM, heightM, closestAtS);
}

function heard(random: Random, engine: Engine, path: FlyPath, seconds: number): Source {
  return {
    samples: renderEngine(random, engine, path, seconds),
    f0Hz: engine.rateHz.map((rate, i) => rate * path.doppler[i]!),
  };
}

type OrderPlan = {
  oddDb: number;
  halfDb: number;
  slopeDb: number;
  spreadDb: number;
  rate: number;
  count: number;
};

/** Levels of orders 0.5, 1, 1.5 … : a fall per octave from 200 Hz, a random spread, resonances. */
export function pistonOrders(random: Random, plan: OrderPlan): Float64Array {
  const body = resonances(random, 4, 9);
  return Float64Array.from({ length: plan.count }, (_, i) => {
    const order = (i + 1) / 2;
    const hz = order * plan.rate;
    const kind = i % 2 === 0 ? plan.halfDb : order % 2 === 1 ? plan.oddDb : 0;
    return (
      kind - plan.slopeDb * Math.max(-1, Math.log2(hz / 200)) + plan.spreadDb * random.gaussian() + body(hz)
    );
  });
}

/**
 * Piston aeroplane: 1,700 to 2,750 rpm, four or six cylinders in four strokes, whose dense orders fall steeply, and a
 * propeller of two to four blades, whose harmonics reach to kilohertz when the tips near the speed of sound.
 */
export function pistonAeroplane(random: Random, seconds: number): Source {
  const path = randomPass(random, seconds, 35, 110, 150, 6000);
  const rate = random.between(24, 46);
  const blades = 2 + random.below(3);
  const firing = random.uniform() < 0.6 ? 2 : 3;
  const slopeDb = random.between(3, 12);
  const bladeDb = random.between(-10, 10);
  const bladeSlopeDb = random.uniform() < 0.5 ? random.between(-1, 4) : random.between(3, 12);
  const body = resonances(random, 3, 8);
  const other = random.between(-30, -8);
  const half = random.between(-40, -12);
  const orderDb = Float64Array.from({ length: 100 }, (_, i) => {
    const order = (i + 1) / 2;
    const hz = order * rate;
    const octaves = Math.max(-0.5, Math.log2(hz / 120));
    const kind = order % 1 !== 0 ? half : order % firing === 0 ? -4 : other;
    const engineDb = kind - slopeDb * octaves;
    const propellerDb = order % blades === 0 ? bladeDb - bladeSlopeDb * octaves : -Infinity;
    return Math.max(engineDb, propellerDb) + 4 * random.gaussian() + body(hz);
  });
  const engine: Engine = {
    rateHz: unsteadyRate(
      random,
      stepsOf(seconds),
      rate,
      0.0003 * Math.exp(random.uniform() * Math.log(40)),
      random.between(0.3, 4),
      0.0005,
    ),
    orderDb,
    flutterDb: random.between(0.5, 5),
    flutterS: random.between(0.2, 1.5),
    noiseDb: random.between(-18, 6),
    noiseSlopeDb: random.between(2, 9),
  };
  return heard(random, engine, path, seconds);
}

/** Turboprop: blade passing at 70 to 115 Hz with few, steep harmonics, over turbine noise; often two, beating. */
export function turboprop(random: Random, seconds: number): Source {
  const path = randomPass(random, seconds, 60, 160, 200, 8000);
  const rate = random.between(65, 118);
  const slopeDb = random.between(7, 16);
  const orderDb = Float64Array.from({ length: 32 }, (_, i) =>
    i % 2 === 0 ? -Infinity : -slopeDb * Math.log2((i + 1) / 2) + 3 * random.gaussian(),
  );
  const make = (r: number): Engine => ({
    rateHz: unsteadyRate(random, stepsOf(seconds), r, random.between(0.0001, 0.001), 3, 0.0002),
    orderDb,
    flutterDb: random.between(0.5, 4),
    flutterS: random.between(0.2, 1.5),
    noiseDb: random.between(-8, 10),
    noiseSlopeDb: random.between(0, 7),
  });
  const first = heard(random, make(rate), path, seconds);
  if (random.uniform() < 0.5) {
    const second = renderEngine(random, make(rate * random.between(0.985, 1.015)), path, seconds);
    for (let i = 0; i < second.length; i += 1) first.samples[i]! += second[i]!;
  }
  return first;
}

/** Jet: broadband roar and sometimes a compressor's whine; the ground's reflection sweeps its notches through. */
export function jet(random: Random, seconds: number, small: boolean): Source {
  const path = small
    ? randomPass(random, seconds, 80, 220, 80, 4000)
    : randomPass(random, seconds, 70, 260, 300, 9000);
  const rate = small ? random.between(600, 1800) : random.between(1200, 3500);
  const orderDb = new Float64Array(16).fill(-Infinity);
  orderDb[1] = 0;
  orderDb[3] = random.between(-20, -4);
  if (small) orderDb[5] = random.between(-24, -6);
  const engine: Engine = {
    rateHz: unsteadyRate(
      random,
      stepsOf(seconds),
      rate,
      random.between(0.0005, 0.006),
      random.between(0.5, 4),
      0.0005,
    ),
    orderDb,
    flutterDb: random.between(1, 5),
    flutterS: random.between(0.1, 0.8),
    noiseDb: small ? random.between(3, 18) : random.between(8, 30),
    noiseSlopeDb: small ? random.between(-2, 4) : random.between(2, 8),
  };
  return { samples: renderEngine(random, engine, path, seconds) };
}

/** Four to eight electric rotors, each with its own wandering rate; blade passing 90 to 420 Hz and motor whine. */
export function multirotor(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const path =
    random.uniform() < 0.4
      ? standing(random, steps, random.between(10, 300))
      : randomPass(random, seconds, 2, 25, 10, 500);
  const rotors = 4 + 2 * random.below(3);
  const rate = random.between(90, 420);
  const slopeDb = random.between(2, 9);
  const spread = random.between(0.01, 0.1);
  const orderDb = Float64Array.from({ length: 50 }, (_, i) => {
    const half = i % 2 === 0 ? random.between(-25, -10) : 0;
    const whine = Math.abs((i + 1) / 2 - 14) < 1 ? 12 : 0;
    return half + whine - slopeDb * Math.log2(Math.max(1, (i + 1) / 2)) + 4 * random.gaussian();
  });
  const out = new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
  const wobble = random.between(0.004, 0.04);
  for (let r = 0; r < rotors; r += 1) {
    const engine: Engine = {
      rateHz: unsteadyRate(
        random,
        steps,
        rate * Math.exp(spread * random.gaussian()),
        wobble,
        random.between(0.15, 1),
        0.002,
      ),
      orderDb,
      flutterDb: random.between(1, 4),
      flutterS: random.between(0.05, 0.5),
      noiseDb: random.between(-12, 3),
      noiseSlopeDb: random.between(-3, 4),
    };
    const one = renderEngine(random, engine, path, seconds);
    for (let i = 0; i < out.length; i += 1) out[i]! += one[i]! / Math.sqrt(rotors);
  }
  return { samples: out };
}

/** Electric loitering munition: one propeller, 130 to 330 Hz blade passing, few lines, quiet and steady; or a pair. */
export function loitering(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const path = randomPass(random, seconds, 20, 50, 60, 1500);
  const rate = random.between(130, 330);
  const slopeDb = random.between(5, 13);
  const orderDb = Float64Array.from({ length: 24 }, (_, i) => {
    const half = i % 2 === 0 ? random.between(-30, -14) : 0;
    return half - slopeDb * Math.log2(Math.max(1, (i + 1) / 2)) + 3 * random.gaussian();
  });
  const engine: Engine = {
    rateHz: unsteadyRate(random, steps, rate, random.between(0.0005, 0.008), random.between(0.4, 3), 0.0008),
    orderDb,
    flutterDb: random.between(0.5, 4),
    flutterS: random.between(0.1, 1),
    noiseDb: random.between(-10, 5),
    noiseSlopeDb: random.between(0, 6),
  };
  const source = heard(random, engine, path, seconds);
  return random.uniform() < 0.3
    ? { samples: addTwin(random, engine, path, seconds, source.samples) }
    : source;
}

function addTwin(
  random: Random,
  engine: Engine,
  path: FlyPath,
  seconds: number,
  first: Float32Array,
): Float32Array {
  const factor = random.between(0.98, 1.02);
  const twin = renderEngine(
    random,
    { ...engine, rateHz: engine.rateHz.map((r) => r * factor) },
    path,
    seconds,
  );
  return first.map((value, i) => value + twin[i]!);
}

/** Main rotor pulses (10 to 26 Hz, rich), a tail rotor (45 to 130 Hz, some lines), turbine noise that the rotor chops. */
export function helicopter(random: Random, seconds: number): Source {
  const steps = stepsOf(seconds);
  const path = randomPass(random, seconds, 15, 80, 60, 4000);
  const mainHz = random.between(10, 26);
  const samples = new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
  const mainRate = unsteadyRate(random, steps, mainHz, random.between(0.0005, 0.004), 2, 0.0002);
  const heardMain = mainRate.map((r, i) => r * path.doppler[i]!);
  const slopeDb = random.between(3, 10);
  const mainOrders = Float64Array.from({ length: 40 }, (_, i) => i + 1);
  const mainLevel = mainOrders.map((k) =>
    gainOfDb(-slopeDb * Math.log2(Math.max(1, k / 3)) + 3 * random.gaussian()),
  );
  const flutter = flutterOf(random, 40, steps, random.between(0.5, 3), 0.4);
  addLines(samples, random, heardMain, mainOrders, mainLevel, flutter, (f, s) => pathGain(path, f, s));
  const ratio = random.between(3.5, 6.5);
  const tailOrders = Float64Array.from({ length: 16 }, (_, i) => i + 1);
  const tailDb = random.between(-20, 3);
  const tailSlope = random.between(3, 10);
  const tailLevel = tailOrders.map((k) =>
    gainOfDb(tailDb - tailSlope * Math.log2(k) + 4 * random.gaussian()),
  );
  addLines(
    samples,
    random,
    heardMain.map((r) => r * ratio),
    tailOrders,
    tailLevel,
    undefined,
    (f, s) => pathGain(path, f, s),
  );
  const chop = wander(random, steps, 0.03);
  const noiseDb = random.between(-10, 8);
  const fall = random.between(2, 8);
  addShapedNoise(samples, random, (gain, timeS) => {
    const step = Math.max(0, Math.min(steps - 1, Math.round(timeS * CONTROL_HZ)));
    const level = gainOfDb(noiseDb + 3 * chop[step]!) * 6;
    for (let k = 1; k < gain.length; k += 1) {
      const hz = k * GAIN_BIN_HZ;
      gain[k] = level * gainOfDb(-fall * Math.max(0, Math.log2(hz / 200))) * pathGain(path, hz, step);
    }
    gain[0] = 0;
  });
  return { samples };
}
