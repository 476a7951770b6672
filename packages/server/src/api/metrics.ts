import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Source } from '@kentongan/core/tell/sources';
import type { RegionMeasures } from '../decide/index.ts';
import { Exposition, type Labels } from './exposition.ts';
import { healthOf, type Health } from './health.ts';
import type { Served, ServedRegion } from './served.ts';

interface Measured {
  labels: Labels;
  served: ServedRegion;
  health: Health;
  measures: RegionMeasures;
}

/**
 * The server's own figures for those who run it: counts, ages, queues with their capacities. No place, no identity of an
 * enrolled sensor or person: sensors that report to us are added up by the way they use.
 */
export class Metrics {
  readonly #served: Served;
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 20 });

  constructor(served: Served) {
    this.#served = served;
    this.#loopDelay.enable();
  }

  async text(): Promise<string> {
    const exposition = new Exposition();
    const regions = [...this.#served.regions].map(([standing, served]): Measured => ({
      labels: { standing },
      served,
      health: healthOf(this.#served, standing),
      measures: served.region.measures(),
    }));
    exposition.gauge('kentongan_info', 'The version that runs.', [[{ version: this.#served.version }, 1]]);
    addRegions(exposition, regions);
    addQueues(exposition, regions);
    addTimes(exposition, regions);
    const { sources, configuration } = await this.#served.sources.sources();
    addSources(exposition, sources);
    exposition.gauge(
      'kentongan_configuration_refused',
      '1 while a changed configuration has a mistake and the one before is in force.',
      [[{}, Number(configuration.state === 'refused')]],
    );
    this.#addProcess(exposition);
    return exposition.text();
  }

  close(): void {
    this.#loopDelay.disable();
  }

  #addProcess(exposition: Exposition): void {
    const { user, system } = process.cpuUsage();
    const startS = Date.now() / 1000 - process.uptime();
    exposition.counter('process_cpu_seconds_total', 'Processor time of the server and its threads.', [
      [{}, (user + system) / 1e6],
    ]);
    exposition.gauge('process_resident_memory_bytes', 'Memory of the server.', [
      [{}, process.memoryUsage.rss()],
    ]);
    exposition.gauge('process_start_time_seconds', 'When it started, since 1970.', [[{}, startS]]);
    exposition.gauge('kentongan_loop_delay_seconds', 'How late timers were since the last reading.', [
      [{ quantile: '0.5' }, seconds(this.#loopDelay.percentile(50))],
      [{ quantile: '0.99' }, seconds(this.#loopDelay.percentile(99))],
    ]);
    this.#loopDelay.reset();
  }
}

function seconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0;
}

function addRegions(exposition: Exposition, regions: readonly Measured[]): void {
  const each = (value: (measured: Measured) => number): (readonly [Labels, number])[] =>
    regions.map((measured) => [measured.labels, value(measured)] as const);
  const by = (
    label: string,
    counts: (measured: Measured) => Readonly<Record<string, number>>,
  ): (readonly [Labels, number])[] =>
    regions.flatMap((measured) =>
      Object.entries(counts(measured)).map(
        ([name, count]) => [{ ...measured.labels, [label]: name }, count] as const,
      ),
    );
  exposition.gauge(
    'kentongan_degraded',
    '1 while something is wrong: see /api/health for what.',
    each(({ health }) => Number(health.status === 'degraded')),
  );
  exposition.gauge(
    'kentongan_lag_seconds',
    'How old the conclusions are.',
    each(({ health }) => health.lagMs / 1000),
  );
  exposition.counter(
    'kentongan_facts_total',
    'Facts in the log since it began.',
    each(({ measures }) => measures.lastSeq),
  );
  exposition.counter(
    'kentongan_pipeline_restarts_total',
    'Times that the pipeline broke and was started again.',
    each(({ measures }) => measures.restarts),
  );
  exposition.counter(
    'kentongan_receipts_total',
    'Deliveries of warnings since the start, by state.',
    by('state', ({ measures }) => Object.fromEntries(measures.receipts)),
  );
  exposition.gauge(
    'kentongan_sensors',
    'Sensors by state.',
    by('state', ({ health }) => health.sensors),
  );
  exposition.gauge(
    'kentongan_tracks',
    'Tracks by status.',
    by('status', ({ health }) => health.tracks),
  );
  exposition.gauge(
    'kentongan_alerts',
    'Alerts in force by level.',
    by('level', ({ health }) => health.alerts),
  );
}

function addQueues(exposition: Exposition, regions: readonly Measured[]): void {
  const queues = regions.flatMap(({ labels, served, measures }) =>
    Object.entries({
      write: measures.writing,
      conclude: measures.concluding,
      console: served.live.readers,
      public: served.feed.readers,
    }).map(([queue, size]) => ({ labels: { ...labels, queue }, ...size })),
  );
  exposition.gauge(
    'kentongan_queue_size',
    'Facts that wait (write, conclude), readers that are connected (console, public).',
    queues.map(({ labels, count }) => [labels, count] as const),
  );
  exposition.gauge(
    'kentongan_queue_capacity',
    'How many there may be.',
    queues.map(({ labels, capacity }) => [labels, capacity] as const),
  );
}

function addTimes(exposition: Exposition, regions: readonly Measured[]): void {
  exposition.histogram(
    'kentongan_commit_seconds',
    'From a batch of facts to its being durable.',
    regions.map(({ labels, measures }) => [labels, measures.commitS] as const),
  );
  exposition.histogram(
    'kentongan_tick_seconds',
    'How long the pipeline took for a batch of facts with a tick.',
    regions.map(({ labels, measures }) => [labels, measures.tickS] as const),
  );
}

/** Rows with the same labels are one: sensors that report to us, by the way they use. */
function addSources(exposition: Exposition, sources: readonly Source[]): void {
  const rows = new Map<string, { labels: Labels; sources: Source[] }>();
  for (const source of sources) {
    const { role, protocol, name } = source;
    const labels = { role, protocol, ...(role === 'receiver' ? { name } : {}) };
    const key = JSON.stringify(labels);
    const row: { labels: Labels; sources: Source[] } = rows.get(key) ?? { labels, sources: [] };
    row.sources.push(source);
    rows.set(key, row);
  }
  const sum = (count: (source: Source) => number): (readonly [Labels, number])[] =>
    [...rows.values()].map(
      (row) => [row.labels, row.sources.reduce((total, source) => total + count(source), 0)] as const,
    );
  exposition.counter(
    'kentongan_source_messages_total',
    'Messages that came or went.',
    sum((one) => one.messages),
  );
  exposition.counter(
    'kentongan_source_accepted_total',
    'Detections taken, messages sent.',
    sum((one) => one.accepted),
  );
  exposition.counter(
    'kentongan_source_refused_total',
    'What was refused.',
    sum((one) => one.refused),
  );
  exposition.gauge(
    'kentongan_source_connections',
    'Connections open.',
    sum((one) => one.connections),
  );
  exposition.gauge(
    'kentongan_source_up',
    'Sources and sinks that are connected.',
    sum((one) => Number(one.state === 'connected')),
  );
  exposition.counter(
    'kentongan_source_errors_total',
    'Errors by kind.',
    [...rows.values()].flatMap(({ labels, sources: some }) =>
      [...errorsByKind(some)].map(([kind, count]) => [{ ...labels, kind }, count] as const),
    ),
  );
  exposition.gauge(
    'kentongan_source_last_message_timestamp_seconds',
    'When the last message came, since 1970.',
    [...rows.values()].flatMap(({ labels, sources: some }) => {
      const last = Math.max(...some.map(({ lastMessageMs = -Infinity }) => lastMessageMs));
      return last === -Infinity ? [] : [[labels, last / 1000] as const];
    }),
  );
}

function errorsByKind(sources: readonly Source[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { errors } of sources)
    for (const { kind, count } of errors) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return counts;
}
