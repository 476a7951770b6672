import {
  frameSapient,
  SapientFrames,
  SapientReader,
  writeSapient,
  type SapientMessage,
} from '@kentongan/core/codec/sapient';
import type { Report } from '@kentongan/core/ingest';
import type { SapientReports } from '@kentongan/core/ingest/from/sapient';
import {
  alertAck,
  registrationAck,
  sapientError,
  taskRejected,
  type SapientEnvelope,
} from '@kentongan/core/tell/sapient';
import type { Taker } from './taker.ts';

export interface SapientSessionParts {
  /** Our own node id. */
  fusionId: string;
  reports: SapientReports;
  taker: Taker;
  /** Nodes that may register; everyone where it is undefined. */
  allowed: ReadonlySet<string> | undefined;
}

/** Errors told a second; what is refused beyond is only counted, so that a flood of faults is no flood of answers. */
const errorsPerSecond = 20;

/** One edge node's connection: bytes in, framed answers out. The first node that registers on it is whom it speaks for. */
export class SapientSession {
  nodeId: string | undefined;
  readonly #parts: SapientSessionParts;
  readonly #frames = new SapientFrames();
  readonly #reader = new SapientReader();
  #dependents = new Set<string>();
  #second = 0;
  #errorsInSecond = 0;

  constructor(parts: SapientSessionParts) {
    this.#parts = parts;
  }

  async read(piece: Uint8Array): Promise<Uint8Array[]> {
    const answers: Uint8Array[] = [];
    const taken: Promise<void>[] = [];
    for (const frame of this.#frames.push(piece)) {
      this.#parts.taker.heard();
      if (frame.error !== undefined) this.#refuse(answers, undefined, new Uint8Array(0), [frame.error]);
      else taken.push(this.#message(frame.bytes, answers));
    }
    await Promise.all(taken);
    return answers;
  }

  async #message(bytes: Uint8Array, answers: Uint8Array[]): Promise<void> {
    const { message, errors } = this.#reader.read(bytes);
    const nodeId = message?.nodeId;
    if (message === undefined || nodeId === undefined || errors.length > 0) {
      this.#refuse(answers, nodeId, bytes.slice(), errors);
      return;
    }
    const stranger = this.#strangerIn(nodeId, message);
    if (stranger === undefined) await this.#accepted(nodeId, message, bytes.slice(), answers);
    else if (message.content.case === 'registration') this.#rejectRegistration(answers, nodeId, stranger);
    else this.#refuse(answers, nodeId, bytes.slice(), [stranger]);
  }

  /** A connection speaks for its own node and those that it registered as dependent. */
  #strangerIn(nodeId: string, { content }: SapientMessage): string | undefined {
    const { allowed } = this.#parts;
    if (allowed !== undefined && !allowed.has(nodeId))
      return `node_id: expected a node that was named here, found ${nodeId}`;
    if (this.nodeId === undefined)
      return content.case === 'registration' ? undefined : 'expected a registration first';
    if (nodeId === this.nodeId || this.#dependents.has(nodeId)) return undefined;
    return `node_id: expected ${this.nodeId}, found ${nodeId}`;
  }

  async #accepted(
    nodeId: string,
    message: SapientMessage,
    bytes: Uint8Array,
    answers: Uint8Array[],
  ): Promise<void> {
    const { content } = message;
    const { reports, taker } = this.#parts;
    const said = reports.from(message);
    if (content.case === 'registration') {
      this.#answerRegistration(nodeId, content.value.dependentNodes, said, answers);
      return;
    }
    taker.alive(nodeId);
    const refusals = await Promise.all(said.map((report) => taker.take(report)));
    const why = refusals.filter((refusal) => refusal !== undefined);
    const to = this.#to(nodeId);
    if (content.case === 'task') this.#answer(answers, taskRejected(to, content.value.taskId ?? ''));
    else if (content.case === 'alert') this.#answer(answers, alertAck(to, content.value.alertId ?? ''));
    else if (why.length > 0) this.#tellErrors(answers, nodeId, bytes, why);
  }

  #answerRegistration(
    nodeId: string,
    dependents: readonly string[],
    said: readonly Report[],
    answers: Uint8Array[],
  ): void {
    const refusal = said.find((report) => report.kind === 'refused');
    if (refusal !== undefined) {
      this.#rejectRegistration(answers, nodeId, `expected ${refusal.expected}, found ${refusal.found}`);
      return;
    }
    this.nodeId ??= nodeId;
    if (nodeId === this.nodeId) this.#dependents = new Set(dependents.slice(0, 256));
    for (const report of said) void this.#parts.taker.take(report).catch(() => undefined);
    this.#answer(answers, registrationAck(this.#to(nodeId)));
  }

  #rejectRegistration(answers: Uint8Array[], nodeId: string, why: string): void {
    this.#parts.taker.refuse(nodeId, why);
    this.#answer(answers, registrationAck(this.#to(nodeId), why));
  }

  #refuse(
    answers: Uint8Array[],
    nodeId: string | undefined,
    bytes: Uint8Array,
    errors: readonly string[],
  ): void {
    this.#parts.taker.refuse(nodeId ?? this.nodeId, `malformed: ${errors[0] ?? 'expected a message'}`);
    this.#tellErrors(answers, nodeId ?? this.nodeId, bytes, errors);
  }

  #tellErrors(
    answers: Uint8Array[],
    nodeId: string | undefined,
    bytes: Uint8Array,
    errors: readonly string[],
  ): void {
    const second = Math.floor(this.#parts.taker.nowMs() / 1000);
    if (second !== this.#second) this.#errorsInSecond = 0;
    this.#second = second;
    if (this.#errorsInSecond++ < errorsPerSecond)
      this.#answer(answers, sapientError(this.#to(nodeId), bytes, errors));
  }

  #to(nodeId: string | undefined): SapientEnvelope {
    return {
      nodeId: this.#parts.fusionId,
      ...(nodeId === undefined ? {} : { destinationId: nodeId }),
      nowMs: this.#parts.taker.nowMs(),
    };
  }

  #answer(answers: Uint8Array[], message: SapientMessage): void {
    answers.push(frameSapient(writeSapient(message, this.#reader.version)));
  }
}
