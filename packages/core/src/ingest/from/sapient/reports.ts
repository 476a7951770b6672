import type { SensorDescription, SensorEvent } from '../../../base/event/index.ts';
import { createFrame, type Frame } from '../../../base/frame.ts';
import {
  sapientEnums,
  timeMsOf,
  type DetectionReport,
  type RangeBearing,
  type Registration,
  type SapientMessage,
  type StatusReport,
} from '../../../codec/sapient/index.ts';
import { refused, type Claim, type Place, type RefusedReport, type Report } from '../../report.ts';
import { likelihoodOf } from './classes.ts';
import { coverageOf, describedNode, effectorOf, mpsPerUnitOf, polarUnitsOf, withPlace } from './node.ts';
import { placeOf, type Axes } from './place.ts';

const { StatusReportSystem: systems } = sapientEnums;

interface Node {
  described: Pick<SensorDescription, 'type' | 'wave' | 'sigma'>;
  name: string | undefined;
  mpsPerUnit: number;
  axes: Axes;
  /** Certain readings of one order less those of the other, within ±8: one swapped report does not turn a node. */
  axesVotes: number;
  place: Place | undefined;
  coverage: SensorDescription['coverage'];
  state: SensorEvent['state'];
  /** The description as last reported. */
  told: string;
}

/** Nodes remembered; a registration beyond that is refused. */
const nodeCapacity = 1024;
const mostVotes = 8;

/**
 * What nodes say, by node id, to reports. A node that did not register is refused; so are effectors, and whatever would
 * be a task. `origin`: the middle of the region, by which the order of a location's axes is told.
 */
export class SapientReports {
  readonly #nodes = new Map<string, Node>();
  readonly #region: Frame;
  readonly #mustRegister: boolean;

  /** `mustRegister: false`: for a recording that may have begun after its nodes registered. */
  constructor({ latDeg, lonDeg }: Place, { mustRegister = true } = {}) {
    this.#region = createFrame({ latDeg, lonDeg, heightM: 0 });
    this.#mustRegister = mustRegister;
  }

  isRegistered(nodeId: string): boolean {
    return this.#nodes.has(nodeId);
  }

  /** `message`: one that the codec accepted. */
  from(message: SapientMessage): Report[] {
    const { nodeId = '', content } = message;
    switch (content.case) {
      case 'registration':
        return this.#register(nodeId, content.value);
      case 'task':
        return [refused(nodeId, 'no task: Kentongan warns people and acts on nothing', 'a task')];
      case 'statusReport':
      case 'detectionReport': {
        const node = this.#nodes.get(nodeId) ?? this.#assumed(nodeId);
        if (node === undefined) return [refused(nodeId, 'a registration first', content.case)];
        if (content.case === 'statusReport') return this.#status(nodeId, node, content.value);
        if (message.timestamp === undefined) return [refused(nodeId, 'a timestamp', 'none')];
        return this.#detection(nodeId, node, content.value, timeMsOf(message.timestamp));
      }
      default:
        // Alerts are a node's own conclusions, acknowledgements and errors talk about the link: neither is a fact.
        return [];
    }
  }

  #assumed(nodeId: string): Node | undefined {
    if (this.#mustRegister || this.#nodes.size >= nodeCapacity) return undefined;
    const node = newNode({ type: 'system', wave: 'light', sigma: { positionM: 100 } });
    this.#nodes.set(nodeId, node);
    return node;
  }

  #register(nodeId: string, registration: Registration): Report[] {
    const effector = effectorOf(registration);
    if (effector !== undefined)
      return [refused(nodeId, 'a sensor: Kentongan is never part of a weapon', effector)];
    const known = this.#nodes.get(nodeId);
    if (known === undefined && this.#nodes.size >= nodeCapacity)
      return [refused(nodeId, `at most ${nodeCapacity} nodes`, 'one more')];
    const node: Node = {
      ...(known ?? newNode(describedNode(registration))),
      described: describedNode(registration),
      name: registration.shortName ?? registration.name,
      mpsPerUnit: mpsPerUnitOf(registration),
      state: 'up',
    };
    this.#nodes.set(nodeId, node);
    return tell(nodeId, node);
  }

  #status(nodeId: string, node: Node, status: StatusReport): Report[] {
    const reports: Report[] = [];
    const isGone = status.system === systems.SYSTEM_ERROR || status.system === systems.SYSTEM_GOODBYE;
    node.state = isGone ? 'down' : 'up';
    node.coverage = coverageOf([status.fieldOfView, ...status.coverage]) ?? node.coverage;
    if (status.nodeLocation !== undefined) {
      const placed = placeOf(status.nodeLocation, this.#region, node.axes);
      if (typeof placed === 'string') reports.push(refusal(nodeId, placed));
      else {
        vote(node, placed.axes, placed.isCertain);
        node.place = placed.place;
      }
    }
    return [...tell(nodeId, node), ...reports];
  }

  #detection(nodeId: string, node: Node, report: DetectionReport, sensedMs: number): Report[] {
    // "lost" and the like end a node's track: nothing was sensed.
    if (/^(lost|deleted|dropped|ended)/i.test(report.state ?? '')) return [];
    const measured = this.#measured(node, report);
    if (typeof measured === 'string') return [refusal(nodeId, measured)];
    if (node.place === undefined && measured.measurement.type !== 'position')
      return [refused(nodeId, "a status report with the node's place before ranges and bearings", 'none')];
    const classLikelihood = likelihoodOf(report.classification);
    const origin = originOf(report, nodeId);
    const claim: Claim = {
      sensedMs,
      ...measured,
      ...(classLikelihood === undefined ? {} : { classLikelihood }),
      ...(report.objectId === undefined ? {} : { sourceTrackId: report.objectId }),
      ...(origin === undefined ? {} : { origin }),
    };
    // Who only ever states positions need not say where it stands: the first of them serves.
    node.place ??= claim.measurement as Place;
    return [...tell(nodeId, node), { kind: 'detection', sensorId: nodeId, ...claim }];
  }

  #measured(
    node: Node,
    { locationOneof, velocityOneof }: DetectionReport,
  ): Pick<Claim, 'measurement' | 'sigma'> | string {
    if (locationOneof.case === 'rangeBearing') return polarOf(locationOneof.value);
    if (locationOneof.case === undefined) return 'expected a location or range and bearing, found none';
    const placed = placeOf(locationOneof.value, this.#region, node.axes);
    if (typeof placed === 'string') return placed;
    vote(node, placed.axes, placed.isCertain);
    const { eastRate, northRate, upRate } = velocityOneof.value ?? {};
    const per = node.mpsPerUnit;
    const isMoving = Number.isFinite(eastRate) && Number.isFinite(northRate);
    return {
      measurement: {
        type: 'position',
        ...placed.place,
        ...(isMoving ? { eastMps: eastRate! * per, northMps: northRate! * per } : {}),
        ...(isMoving && Number.isFinite(upRate) ? { upMps: upRate! * per } : {}),
      },
      ...(placed.sigmaM === undefined ? {} : { sigma: { positionM: placed.sigmaM } }),
    };
  }
}

function newNode(described: Node['described']): Node {
  return {
    described,
    name: undefined,
    mpsPerUnit: 1,
    axes: 'lonFirst',
    axesVotes: 0,
    place: undefined,
    coverage: undefined,
    state: 'up',
    told: '',
  };
}

function vote(node: Node, axes: Axes, isCertain: boolean): void {
  if (!isCertain) return;
  node.axesVotes = clamp(node.axesVotes + (axes === 'lonFirst' ? 1 : -1));
  node.axes = node.axesVotes >= 0 ? 'lonFirst' : 'latFirst';
}

function clamp(votes: number): number {
  return Math.max(-mostVotes, Math.min(mostVotes, votes));
}

/** The sensor as it now is, where it has a place and something changed. */
function tell(nodeId: string, node: Node): Report[] {
  const { place, coverage, state, name } = node;
  if (place === undefined) return [];
  const sensor = withPlace(node.described, place, coverage);
  const text = JSON.stringify([state, sensor]);
  if (text === node.told) return [];
  node.told = text;
  return [
    {
      kind: 'sensor',
      sensorId: nodeId,
      state,
      ...(name === undefined || name === '' ? {} : { name: name.slice(0, 100) }),
      sensor,
    },
  ];
}

function polarOf(polar: RangeBearing): Pick<Claim, 'measurement' | 'sigma'> | string {
  const units = polarUnitsOf(polar);
  if (typeof units === 'string') return units;
  const { radPerUnit, mPerUnit } = units;
  const { range, azimuth, elevation, rangeError, azimuthError, elevationError } = polar;
  if (azimuth === undefined) return 'expected an azimuth, found none';
  const bearingRad = azimuth * radPerUnit;
  if (!(Math.abs(bearingRad) <= 2 * Math.PI)) return `expected an azimuth within a turn, found ${azimuth}`;
  const up = elevation === undefined ? {} : { elevationRad: elevation * radPerUnit };
  const sigma = {
    ...positive('bearingRad', azimuthError, radPerUnit),
    ...positive('elevationRad', elevationError, radPerUnit),
    ...positive('rangeM', range === undefined ? undefined : rangeError, mPerUnit),
  };
  return {
    measurement:
      range === undefined
        ? { type: 'bearing', bearingRad, ...up }
        : { type: 'rangeBearing', rangeM: range * mPerUnit, bearingRad, ...up },
    ...(Object.keys(sigma).length === 0 ? {} : { sigma }),
  };
}

function positive<Name extends string>(
  name: Name,
  value: number | undefined,
  perUnit: number,
): { [N in Name]?: number } {
  const isSigma = value !== undefined && value > 0 && Number.isFinite(value);
  return (isSigma ? { [name]: value * perUnit } : {}) as { [N in Name]?: number };
}

/** The one node that a fused report derives from, where there is one: its word counts, not the relay's. */
function originOf(report: DetectionReport, nodeId: string): string | undefined {
  const origins = new Set(report.derivedDetection.map((derived) => derived.nodeId));
  const [origin] = origins;
  return origins.size === 1 && origin !== undefined && origin !== nodeId ? origin : undefined;
}

/** `expected …, found …` taken apart. */
function refusal(nodeId: string, sentence: string): RefusedReport {
  const [, expected = sentence, found = ''] = /^expected (.*), found (.*)$/s.exec(sentence) ?? [];
  return refused(nodeId, expected, found);
}
