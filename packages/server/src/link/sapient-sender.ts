import type { Socket } from 'node:net';
import type { Standing } from '@kentongan/core/base/event';
import {
  frameSapient,
  readSapient,
  SapientFrames,
  writeSapient,
  type SapientMessage,
} from '@kentongan/core/codec/sapient';
import type { Changes } from '@kentongan/core/tell/picture';
import {
  fusionRegistration,
  fusionStatus,
  sapientFromAlert,
  sapientFromTrack,
  statusIntervalMs,
  taskRejected,
  type SapientEnvelope,
} from '@kentongan/core/tell/sapient';
import type { Region } from '../decide/index.ts';
import { dialWith, type ClientTls } from './tls-dial.ts';
import { callTcp, type Endpoint, type SourceStats, type TcpEnd } from '../receive/index.ts';

/** We as a fusion node under another middleware. */
export interface SapientSenderOptions {
  protocol: 'sapient';
  /** Ours: a UUID of version 4, the same for as long as the middleware shall know us. */
  nodeId: string;
  to: { connect: Endpoint; tls?: ClientTls };
  /** Of which log; the enrolled sensors' unless told otherwise. */
  standing?: Standing;
}

const untakenCapacity = 256 * 1024;
const lookEveryMs = 200;
const version = '1';

/** Registers, and once it is accepted reports confirmed tracks, alerts and its status. Every task is rejected. */
export function startSapientSender(
  { nodeId, to }: SapientSenderOptions,
  region: Region,
  stats: SourceStats,
  tell: (sentence: string) => void,
): TcpEnd {
  let current: Upward | undefined;
  const serve = async (socket: Socket): Promise<void> => {
    const upward = new Upward(socket, nodeId, region, stats, tell);
    current = upward;
    await upward.run();
  };
  const end = callTcp(to.connect, serve, { watch: stats, dial: dialWith(to.tls) });
  const stop = region.onChanges((changes) => current?.offer(changes));
  return {
    port: undefined,
    async close() {
      stop();
      await end.close();
    },
  };
}

/** One connection to the middleware. What waits to be taken is the newest of each track and alert. */
class Upward {
  readonly #socket: Socket;
  readonly #nodeId: string;
  readonly #region: Region;
  readonly #stats: SourceStats;
  readonly #tell: (sentence: string) => void;
  readonly #waiting = new Map<string, (envelope: SapientEnvelope) => SapientMessage>();
  #isAccepted = false;
  #statusAtMs = 0;
  #statusCount = 0;

  constructor(
    socket: Socket,
    nodeId: string,
    region: Region,
    stats: SourceStats,
    tell: (sentence: string) => void,
  ) {
    this.#socket = socket;
    this.#nodeId = nodeId;
    this.#region = region;
    this.#stats = stats;
    this.#tell = tell;
  }

  async run(): Promise<void> {
    const socket = this.#socket;
    const name = `Kentongan ${this.#region.header.region}`;
    socket.once('connect', () => this.#write(fusionRegistration(this.#envelope(), name, version)));
    const timer = setInterval(() => this.#look(), lookEveryMs);
    const frames = new SapientFrames();
    try {
      for await (const piece of socket)
        for (const frame of frames.push(piece as Uint8Array))
          if (frame.bytes !== undefined) this.#hear(readSapient(frame.bytes).message);
    } finally {
      clearInterval(timer);
      this.#isAccepted = false;
    }
  }

  offer({ tracks, alerts }: Pick<Changes, 'tracks' | 'alerts'>): void {
    const { header, keeper } = this.#region;
    for (const track of tracks) {
      if (track.status === 'tentative') continue;
      this.#waiting.set(`track ${track.trackId}`, (envelope) => sapientFromTrack(envelope, track, header));
    }
    for (const alert of alerts) {
      const zone = keeper.zone(alert.zoneId);
      if (zone === undefined) continue;
      this.#waiting.set(`alert ${alert.alertId}`, (envelope) =>
        sapientFromAlert(envelope, alert, zone, header),
      );
    }
    this.#look();
  }

  #hear(message: SapientMessage | undefined): void {
    const content = message?.content;
    if (content?.case === 'registrationAck') {
      this.#isAccepted = content.value.acceptance === true;
      if (this.#isAccepted) this.offer(this.#region.keeper.picture(this.#region.clock.nowMs()));
      else this.#refused(`registration: not accepted: ${content.value.ackResponseReason.join('; ')}`);
    } else if (content?.case === 'task') {
      this.#tell('sapient: a task was rejected: Kentongan takes none');
      this.#write(taskRejected(this.#envelope(), content.value.taskId ?? ''));
    } else if (content?.case === 'error') this.#refused(`error: ${content.value.errorMessage.join('; ')}`);
  }

  #refused(why: string): void {
    this.#stats.refuse(why);
    this.#tell(`sapient: ${why}`);
  }

  /** Messages are made when they are written: a middleware refuses what is a second old. */
  #look(): void {
    if (!this.#isAccepted) return;
    const nowMs = Date.now();
    if (nowMs - this.#statusAtMs >= statusIntervalMs || nowMs < this.#statusAtMs) {
      this.#statusAtMs = nowMs;
      this.#write(fusionStatus(this.#envelope(), this.#statusCount++ === 0));
    }
    for (const [key, message] of this.#waiting) {
      if (this.#socket.writableLength > untakenCapacity) return;
      this.#waiting.delete(key);
      this.#write(message(this.#envelope()));
    }
  }

  #envelope(): SapientEnvelope {
    return { nodeId: this.#nodeId, nowMs: Date.now() };
  }

  #write(message: SapientMessage): void {
    if (!this.#socket.writable) return;
    this.#socket.write(frameSapient(writeSapient(message)));
    this.#stats.sent();
  }
}
