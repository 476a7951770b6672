export {
  covers,
  createSensorModel,
  horizonM,
  levelAtRange,
  pdAt,
  pdAtRange,
  reportNumber,
  reportTimeMs,
  toLocal,
  type SensorModel,
} from './model.ts';
