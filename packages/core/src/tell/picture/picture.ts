import type {
  AlertEvent,
  ArrivalEvent,
  Command,
  Header,
  Measurement,
  SensorEvent,
  Standing,
  TrackEvent,
} from '../../base/event/index.ts';

/** A zone as it was last stated. */
export type ZoneView = Extract<Command, { type: 'zone' }>;

/** Signs of life and what admission thought of it; changes far more often than the sensor itself. */
export interface SensorSign {
  sensorId: string;
  /** When it last reported, an empty report or an open socket included. Absent: not since the server started. */
  lastSeenMs?: number;
  /** Detections since the server started. */
  admitted: number;
  refused: number;
  /** Newest refusal in words, with what was expected and found. */
  refusedWhy?: string;
  /** Sensor clock minus server clock, ms, where the server could estimate it. */
  clockOffsetMs?: number;
}

/** The last `sensor` event with its signs of life. */
export type SensorView = SensorEvent & SensorSign;

/** One detection that a conclusion rests on, as far as the console may know it. */
export interface Contribution {
  /** The fact's seq, as in the conclusion's `cause`. */
  seq: number;
  sensorId: string;
  /** Absent where the sensor is no longer known. */
  sensorType?: SensorEvent['sensor']['type'];
  measurement: Measurement['type'];
  sensedMs: number;
}

/** Why a track or an alert: the detections in its `cause` that are still remembered, newest first. */
export interface Why {
  of: 'track' | 'alert';
  id: string;
  contributions: Contribution[];
}

/** Everything the console shows, now. Keys: sensorId, zoneId, trackId, trackId + zoneId, alertId. */
export interface Picture {
  header: Header;
  standing: Standing;
  /** The region's clock when this was said, ms since 1970. In an exercise, the exercise's clock. */
  serverTimeMs: number;
  /** Time of the newest tick: conclusions are as of then. 0 before the first. */
  asOfMs: number;
  sensors: SensorView[];
  zones: ZoneView[];
  /** None is `dropped`. */
  tracks: TrackEvent[];
  arrivals: ArrivalEvent[];
  /** In force, and all-clears and cancels until they expire. */
  alerts: AlertEvent[];
  /** `/api/picture`: of every track and alert. Live: of those the reader selected. */
  why: Why[];
}

/** What became different since the message before: newest value per key, and the keys that are no more. */
export interface Changes {
  serverTimeMs: number;
  asOfMs: number;
  sensors: SensorView[];
  signs: SensorSign[];
  zones: ZoneView[];
  tracks: TrackEvent[];
  arrivals: ArrivalEvent[];
  alerts: AlertEvent[];
  why: Why[];
  /** zoneIds. */
  zonesRemoved: string[];
  /** trackIds; their arrivals go with them. */
  dropped: string[];
  /** `arrivalKey`s of arrivals that are no longer foreseen. */
  arrivalsGone: string[];
  /** alertIds that expired. */
  alertsGone: string[];
}

/** First message of `GET /api/live`. */
export type PictureMessage = { type: 'picture' } & Picture;

/** What the server sends on `GET /api/live`: the picture, then changes. */
export type LiveMessage = PictureMessage | ({ type: 'changes' } & Changes);

/** What a reader of `GET /api/live` may send: whose `why` it wants to be told (at most 16 each; replaces the last choice). */
export interface LiveRequest {
  type: 'select';
  tracks?: string[];
  alerts?: string[];
}
