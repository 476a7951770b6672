/** Who may call. `here`: an operator, or whoever is on the server's machine. */
export type Caller = 'anyone' | 'operator' | 'sensor' | 'here';

/** One answer: the component that its body is, or its media type where it is no JSON. */
export interface Answer {
  is?: string;
  type?: string;
  about: string;
}

/** One way to call the server. Paths as OpenAPI writes them. */
export interface Operation {
  method: 'get' | 'post' | 'delete';
  path: string;
  caller: Caller;
  about: string;
  /** It takes `?standing=`. */
  ofStanding?: boolean;
  /** Further optional queries, and what each means. */
  query?: Readonly<Record<string, string>>;
  body?: { is?: string; type?: string; about?: string };
  answers: Readonly<Record<number, Answer>>;
}

const json = (is: string, about: string): Answer => ({ is, about });
const geojson = 'application/geo+json';
const switching: Answer = { about: 'a WebSocket is open' };

/** Every route of the server but its pages. */
export const operations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/openapi.json',
    caller: 'anyone',
    about: 'This document.',
    answers: { 200: { type: 'application/json', about: 'OpenAPI 3.1' } },
  },
  {
    method: 'get',
    path: '/api/health',
    caller: 'anyone',
    about: 'How the server does.',
    ofStanding: true,
    answers: { 200: json('Health', 'also while it is degraded') },
  },
  {
    method: 'get',
    path: '/api/public/alerts',
    caller: 'anyone',
    about: 'The alerts in force, signed.',
    ofStanding: true,
    answers: { 200: { ...json('PublicAlerts', 'GeoJSON'), type: geojson } },
  },
  {
    method: 'get',
    path: '/api/public/live',
    caller: 'anyone',
    about:
      'Server-sent events: `snapshot` (PublicAlerts), then `alert` (PublicAlert) and `ended` ({alertId}). Last-Event-ID resumes.',
    ofStanding: true,
    answers: { 200: { type: 'text/event-stream', about: 'until either side ends it' } },
  },
  {
    method: 'post',
    path: '/api/enrol',
    caller: 'anyone',
    about: 'A device enrols itself with a one-time token and its own key.',
    body: { is: 'EnrolRequest' },
    answers: { 200: json('EnrolAnswer', 'enrolled') },
  },
  {
    method: 'post',
    path: '/api/session',
    caller: 'anyone',
    about: "A device's signature, or an operator's one-time token, for a bearer.",
    body: { is: 'SessionRequest' },
    answers: { 200: json('SessionAnswer', 'an operator also gets a cookie') },
  },
  {
    method: 'post',
    path: '/api/detections',
    caller: 'sensor',
    about:
      'Detections, one JSON object (Detection) a line; nothing is an empty report. Answered once they are in the log.',
    body: { type: 'application/x-ndjson', about: 'at most 1 MiB and 5,000 lines; gzip allowed' },
    answers: { 200: json('DetectionsAnswer', 'what was admitted, and why each other line was not') },
  },
  {
    method: 'get',
    path: '/api/sensor',
    caller: 'sensor',
    about: 'WebSocket: each text message is such a body, each is answered by such an answer, in order.',
    answers: { 101: switching },
  },
  {
    method: 'get',
    path: '/api/picture',
    caller: 'operator',
    about: 'The whole picture now.',
    ofStanding: true,
    answers: { 200: json('Picture', 'with why of every track and alert') },
  },
  {
    method: 'get',
    path: '/api/live',
    caller: 'operator',
    about:
      'WebSocket: `{"type":"picture"}` (Picture), then `{"type":"changes"}` (Changes); the reader may send LiveRequest.',
    ofStanding: true,
    answers: { 101: switching },
  },
  {
    method: 'get',
    path: '/api/sources',
    caller: 'operator',
    about: 'Sources, sinks and the configuration: rates, ages, errors with an example.',
    answers: { 200: json('Sources', 'since the server or the source started') },
  },
  {
    method: 'get',
    path: '/api/geojson/{collection}',
    caller: 'operator',
    about: 'tracks, alerts, zones or sensors. A track has `ellipse90`, the polygon that holds it with 90 %.',
    ofStanding: true,
    answers: {
      200: { ...json('FeatureCollection', 'RFC 7946'), type: geojson },
      404: json('Error', 'no such collection'),
    },
  },
  ...ogcFeatures(),
  {
    method: 'get',
    path: '/api/commands',
    caller: 'operator',
    about: 'Commands that wait for their second person, and who asks.',
    answers: { 200: json('PendingCommands', 'for five minutes each; for half a minute once declined') },
  },
  {
    method: 'post',
    path: '/api/commands',
    caller: 'operator',
    about: 'An act. `raise`, `cancel`, `allClear` and `policy` wait for a second operator.',
    ofStanding: true,
    body: { is: 'CommandRequest' },
    answers: {
      200: json('GivenCommand', 'it is in the log'),
      202: json('PendingCommand', 'it waits for its second person'),
      404: json('Error', 'no such zone, track or alert'),
    },
  },
  {
    method: 'post',
    path: '/api/commands/{pendingId}',
    caller: 'operator',
    about: 'Another operator than the first says so too.',
    answers: { 200: json('GivenCommand', 'it is in the log'), 404: json('Error', 'none waits by this id') },
  },
  {
    method: 'delete',
    path: '/api/commands/{pendingId}',
    caller: 'operator',
    about: 'Takes back what one asked for, or declines what another did: it will not be done.',
    answers: {
      200: json('PendingCommand', 'it waits no more'),
      404: json('Error', 'none waits by this id'),
    },
  },
  {
    method: 'delete',
    path: '/api/sensors/{sensorId}',
    caller: 'operator',
    about: "Withdraws a sensor's enrolment for good.",
    answers: { 200: json('Revoked', 'it is refused from now on'), 404: json('Error', 'no such sensor') },
  },
  {
    method: 'get',
    path: '/metrics',
    caller: 'here',
    about: "Prometheus' text exposition format 0.0.4.",
    answers: { 200: { type: 'text/plain; version=0.0.4', about: 'counters, gauges, histograms' } },
  },
];

/** OGC API Features: the same collections, to be browsed and filtered. */
function ogcFeatures(): Operation[] {
  const get = (path: string, is: string, about: string, more: Partial<Operation> = {}): Operation => ({
    method: 'get',
    path: `/api/ogc${path}`,
    caller: 'operator',
    about,
    answers: { 200: json(is, 'OGC API Features') },
    ...more,
  });
  const items = (is: string): Partial<Operation> => ({
    ofStanding: true,
    answers: { 200: { ...json(is, 'OGC API Features'), type: geojson }, 404: json('Error', 'no such thing') },
  });
  return [
    get('', 'OgcLanding', 'OGC API Features: where everything is.'),
    get('/conformance', 'OgcConformance', 'What of the standard holds here: core and GeoJSON.'),
    get('/collections', 'OgcCollections', 'tracks, alerts, zones, sensors.'),
    get('/collections/{collection}', 'OgcCollection', 'One of them.'),
    get('/collections/{collection}/items', 'OgcItems', 'Its features, some at a time.', {
      ...items('OgcItems'),
      query: {
        bbox: 'west,south,east,north in degrees',
        datetime: 'an RFC 3339 time, or two with / between; .. for an open end',
        limit: 'at most so many (usually 100, never more than 10,000)',
        offset: 'as the link next has it',
      },
    }),
    get('/collections/{collection}/items/{featureId}', 'OgcItem', 'One feature.', items('OgcItem')),
  ];
}
