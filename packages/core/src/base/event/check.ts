import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import {
  schemaOfKind,
  truthSchema,
  type Conclusion,
  type Event,
  type Fact,
  type Header,
  type Truth,
} from './schema.ts';

/** Why a value is not what its kind's schema says: where in it, what was expected there, and what was found. */
export interface Refusal {
  ok: false;
  /** JSON pointer into the value, '' for the value itself. */
  at: string;
  expected: string;
  found: string;
}

export type Checked<T> = { ok: true; value: T } | Refusal;

const validators = {
  log: Compile(schemaOfKind.log),
  sensor: Compile(schemaOfKind.sensor),
  detection: Compile(schemaOfKind.detection),
  tick: Compile(schemaOfKind.tick),
  command: Compile(schemaOfKind.command),
  receipt: Compile(schemaOfKind.receipt),
  track: Compile(schemaOfKind.track),
  arrival: Compile(schemaOfKind.arrival),
  alert: Compile(schemaOfKind.alert),
};

const truthValidator = Compile(truthSchema);

type Kind = keyof typeof validators;
interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): TLocalizedValidationError[];
}

const factKinds: ReadonlySet<string> = new Set(['sensor', 'detection', 'tick', 'command', 'receipt']);
const conclusionKinds: ReadonlySet<string> = new Set(['track', 'arrival', 'alert']);

/** A line of any of the eight kinds. */
export function checkEvent(value: unknown): Checked<Event> {
  const kind = kindOf(value);
  if (!factKinds.has(kind) && !conclusionKinds.has(kind)) return wrongKind('an event', value);
  return checkKind(kind as Kind, value) as Checked<Event>;
}

/** A fact: what came from outside. */
export function checkFact(value: unknown): Checked<Fact> {
  const kind = kindOf(value);
  if (!factKinds.has(kind))
    return wrongKind('"kind" one of sensor, detection, tick, command, receipt', value);
  return checkKind(kind as Kind, value) as Checked<Fact>;
}

/** A conclusion: what the pipeline computed. */
export function checkConclusion(value: unknown): Checked<Conclusion> {
  const kind = kindOf(value);
  if (!conclusionKinds.has(kind)) return wrongKind('"kind" one of track, arrival, alert', value);
  return checkKind(kind as Kind, value) as Checked<Conclusion>;
}

export function checkHeader(value: unknown): Checked<Header> {
  if (kindOf(value) !== 'log') return wrongKind('a header with "kind":"log" as the first line', value);
  return checkKind('log', value) as Checked<Header>;
}

export function checkTruth(value: unknown): Checked<Truth> {
  return checkWith(truthValidator, value) as Checked<Truth>;
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const kind = (value as { kind?: unknown }).kind;
  return typeof kind === 'string' ? kind : '';
}

function checkKind(kind: Kind, value: unknown): Checked<unknown> {
  return checkWith(validators[kind], value);
}

function checkWith(validator: Validator, value: unknown): Checked<unknown> {
  if (validator.Check(value)) return { ok: true, value };
  const errors = validator.Errors(value);
  const error = deepest(errors);
  return {
    ok: false,
    at: error.instancePath,
    expected: error.message,
    found: valueAt(value, error.instancePath),
  };
}

// The deepest error names the field; errors of the union around it only say that no branch fitted.
function deepest(errors: TLocalizedValidationError[]): TLocalizedValidationError {
  let best = errors[0];
  for (const error of errors) {
    const isConst = error.keyword === 'const';
    const bestIsConst = best.keyword === 'const';
    const deeper = error.instancePath.split('/').length > best.instancePath.split('/').length;
    if ((bestIsConst && !isConst && !deeper) || (deeper && !isConst)) best = error;
  }
  return best;
}

function wrongKind(expected: string, value: unknown): Refusal {
  return { ok: false, at: '', expected, found: shown(value) };
}

function valueAt(value: unknown, pointer: string): string {
  let at: unknown = value;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) break;
    at = (at as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return shown(at);
}

function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? 'nothing';
  return written.length > 120 ? `${written.slice(0, 117)}...` : written;
}
