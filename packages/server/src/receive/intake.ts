import { checkJson, type Checked, type DetectionEvent, type SensorEvent } from '@kentongan/core/base/event';
import { createAdmission, type Admission, type Admitted } from '@kentongan/core/ingest';
import type { FactDraft, Region } from '../decide/index.ts';
import type { Device } from '../auth/index.ts';
import { SourceStats } from './source-stats.ts';
import { SensorWatch } from './watch.ts';

const maxLines = 5000;
/** Characters of a line: a detection with everything stated has about 1,500. */
const longestLine = 16_384;
/** Refusals that are named one by one in an answer. */
const namedRefusals = 100;
/** Facts before the start among which copies of a report are looked for. */
const rememberedFacts = 20_000;

export interface LineRefused {
  /** From 1. */
  line: number;
  code: string;
  why: string;
}

export interface IntakeAnswer {
  admitted: number;
  refused: LineRefused[];
  refusedCount: number;
}

/** How a sensor that was enrolled here reports. */
export type ReportWay = 'http' | 'websocket' | 'mqtt';

/** The way into one region for sensors that this server enrolled. */
export interface Intake {
  /** Makes the sensor known to the region; fulfilled with the seq of its `sensor` fact once that is in log and picture. */
  welcome(device: Pick<Device, 'sensorId' | 'name' | 'owner' | 'sensor'>): Promise<number>;
  knows(sensorId: string): boolean;
  isRevoked(sensorId: string): boolean;
  /** NDJSON; an empty text is an empty report. Rejects when nothing could be kept. */
  report(sensorId: string, text: string, way: ReportWay): Promise<IntakeAnswer>;
  /** What a sensor did this way. */
  reporter(sensorId: string, way: ReportWay): SourceStats;
  /** Of every sensor that has reported since the start. */
  reporters(): Iterable<SourceStats>;
  /** One claim that a receiver's codec made. */
  claim(sensorId: string, value: object): Promise<Admitted>;
  /** Counts what a sensor sent that was not even a line. */
  countRefused(sensorId: string, why: string): void;
  /** A sign of life without a report. */
  alive(sensorId: string): void;
  /**
   * It says that it senses nothing, or its connection ended: from now on its silence says nothing either. With
   * `welcomedSeq` only where it was not welcomed again since.
   */
  lost(sensorId: string, state: 'stale' | 'down', welcomedSeq?: number): void;
  revoke(sensorIds: readonly string[]): void;
  nowMs(): number;
  close(): void;
}

/** The way into the region of enrolled sensors. Its time is the server's: ticks begin with it. */
export async function createIntake(region: Region): Promise<Intake> {
  const admission = createAdmission(region.header);
  const watch = new SensorWatch(region, admission);
  for (const event of region.keeper.sensors) {
    admission.noteSensor(event, region.clock.nowMs());
    watch.note(event, 0);
  }
  await rememberAdmitted(region, admission);
  await watch.begin();
  region.startTicks();
  return intakeWith(region, admission, watch);
}

/**
 * The way into a region that a source feeds, for devices that join in: its own sensors, ticks and time are the source's
 * affair, and who joined before is welcomed again when it is heard.
 */
export function joinIntake(region: Region): Intake {
  const admission = createAdmission(region.header);
  const asOfNewest: Pick<Region, 'submit'> = {
    // A time of its own would be ahead of the source's next fact, and hold that up.
    submit: (drafts, urgent) =>
      region.submit(
        drafts.map((draft) => ({ ...draft, timeMs: 0 })),
        urgent,
      ),
  };
  const joined = { ...region, ...asOfNewest };
  return intakeWith(joined, admission, new SensorWatch(joined, admission));
}

function intakeWith(region: Region, admission: Admission, watch: SensorWatch): Intake {
  const reporters = new Map<string, SourceStats>();

  async function keep(sensorId: string, detections: DetectionEvent[]): Promise<void> {
    const state = watch.alive(sensorId);
    const drafts: FactDraft[] = state === undefined ? detections : [state, ...detections];
    if (drafts.length === 0) return;
    try {
      await region.submit(drafts);
    } catch (error) {
      for (const detection of detections) admission.forget(detection);
      if (state !== undefined) watch.unsaid(sensorId);
      throw error;
    }
  }

  async function welcome(device: Pick<Device, 'sensorId' | 'name' | 'owner' | 'sensor'>): Promise<number> {
    const { sensorId, name, owner, sensor } = device;
    const draft: Omit<SensorEvent, 'seq' | 'timeMs'> = {
      kind: 'sensor',
      sensorId,
      state: 'up',
      ...(owner === undefined ? {} : { owner }),
      ...(name === undefined ? {} : { name }),
      sensor,
    };
    const [fact] = await region.submit([draft], true);
    admission.noteSensor(fact as SensorEvent, fact.timeMs);
    watch.note(fact as SensorEvent, fact.seq);
    await region.concluded(fact.seq);
    return fact.seq;
  }

  function reporter(sensorId: string, way: ReportWay): SourceStats {
    const sourceId = `${way} ${sensorId}`;
    const known = reporters.get(sourceId);
    if (known !== undefined) return known;
    const name = watch.nameOf(sensorId) ?? sensorId;
    const made = new SourceStats({ sourceId, name, role: 'sensor', protocol: way }, 'reports');
    // Only enrolled sensors get here, so enrolment bounds their number.
    reporters.set(sourceId, made);
    return made;
  }

  return {
    welcome,
    knows: (sensorId) => admission.counts(sensorId) !== undefined,
    isRevoked: (sensorId) => watch.stateOf(sensorId) === 'revoked',
    async report(sensorId, text, way) {
      const stats = reporter(sensorId, way);
      stats.heard();
      const { detections, answer } = admitLines(admission, sensorId, text, region.clock.nowMs());
      for (const { code, why } of answer.refused) stats.refuse(`${code}: ${why}`);
      const unnamed = answer.refusedCount - answer.refused.length;
      if (unnamed > 0) stats.refuse('more: lines beyond those that are named', unnamed);
      try {
        await keep(sensorId, detections);
      } catch (error) {
        stats.refuse(`busy: ${(error as Error).message}`, Math.max(1, detections.length));
        throw error;
      }
      stats.accept(answer.admitted);
      return answer;
    },
    reporter,
    reporters: () => reporters.values(),
    async claim(sensorId, value) {
      const admitted = admission.admit(sensorId, value, region.clock.nowMs());
      await keep(sensorId, admitted.ok ? [admitted.detection] : []);
      return admitted;
    },
    countRefused: (sensorId, why) => admission.countRefused(sensorId, why),
    alive(sensorId) {
      keep(sensorId, []).catch(() => undefined);
    },
    lost: (sensorId, state, welcomedSeq) => watch.lost(sensorId, state, welcomedSeq),
    revoke: (sensorIds) => watch.revoke(sensorIds),
    nowMs: () => region.clock.nowMs(),
    close: () => watch.close(),
  };
}

async function rememberAdmitted(region: Region, admission: Admission): Promise<void> {
  for await (const facts of region.recentFacts(rememberedFacts))
    for (const fact of facts) if (fact.kind === 'detection') admission.noteAdmitted(fact);
}

function admitLines(
  admission: Admission,
  sensorId: string,
  text: string,
  nowMs: number,
): { detections: DetectionEvent[]; answer: IntakeAnswer } {
  const detections: DetectionEvent[] = [];
  const answer: IntakeAnswer = { admitted: 0, refused: [], refusedCount: 0 };
  const refuse = (line: number, code: string, why: string): void => {
    answer.refusedCount++;
    if (answer.refused.length < namedRefusals) answer.refused.push({ line, code, why });
  };
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === '') continue;
    if (index >= maxLines) {
      refuse(index + 1, 'tooLarge', `expected at most ${maxLines} lines, the rest was not read`);
      admission.countRefused(sensorId, `more than ${maxLines} lines`);
      break;
    }
    const json = readLine(line);
    if (!json.ok) {
      const why = `expected ${json.expected}, found ${json.found}`;
      admission.countRefused(sensorId, `malformed: ${why}`);
      refuse(index + 1, 'malformed', why);
      continue;
    }
    const admitted = admission.admit(sensorId, json.value, nowMs);
    if (admitted.ok) detections.push(admitted.detection);
    else refuse(index + 1, admitted.code, whyOf(admitted));
  }
  answer.admitted = detections.length;
  return { detections, answer };
}

function readLine(line: string): Checked<unknown> {
  if (line.length <= longestLine) return checkJson(line);
  return {
    ok: false,
    at: '',
    expected: `at most ${longestLine} characters`,
    found: String(line.length),
  };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n', maxLines + 1);
}

/** Why a claim was refused, its code first; undefined where it was admitted. */
export function refusalIn(admitted: Admitted): string | undefined {
  return admitted.ok ? undefined : `${admitted.code}: expected ${admitted.expected}, found ${admitted.found}`;
}

function whyOf(refused: Extract<Admitted, { ok: false }>): string {
  const where = refused.at === undefined || refused.at === '' ? '' : `at ${refused.at} `;
  return `${where}expected ${refused.expected}, found ${refused.found}`;
}
