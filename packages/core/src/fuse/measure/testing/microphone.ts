import type { SensorEvent } from '../../../base/event/index.ts';
import { createFrame } from '../../../base/frame.ts';
import { createSensorModel } from '../../../base/sensor-model/index.ts';
import { createHeardSensor, type HeardSensor } from '../heard-sensor.ts';

/** At the region's origin: hears 110 dB at 4 km half of the time, at once, to 3 dB. */
export function microphone(absorptionDbPerM = 0): HeardSensor {
  const event: SensorEvent = {
    seq: 1,
    kind: 'sensor',
    timeMs: 0,
    sensorId: 'm1',
    state: 'up',
    sensor: {
      type: 'acoustic',
      wave: 'light',
      latDeg: 50,
      lonDeg: 30,
      heightM: 0,
      periodMs: 1000,
      pd: { max: 0.95, halfRangeM: 4000, slope: 0.15 },
      clutter: { perReport: 0.001 },
      single: true,
      sigma: { levelDb: 3 },
      level: { sourceDb: 110, absorptionDbPerM },
    },
  };
  return createHeardSensor(createSensorModel(createFrame({ latDeg: 50, lonDeg: 30, heightM: 0 }), event));
}
