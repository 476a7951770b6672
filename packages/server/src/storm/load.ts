import { Agent, request } from 'node:http';

/** One sensor's report, as posted and as answered. */
export interface Sender {
  sensorId: string;
  bearer: string;
}

const linesPerPost = 5;

/** Posts detections of one slow aircraft as fast as they are answered, until the server is gone. */
export class Load {
  /** Keys (sensorId, scanId) of detections that the server acknowledged. */
  readonly acknowledged = new Set<string>();
  readonly #senders: readonly Sender[];
  #scanId = 0;

  constructor(senders: readonly Sender[]) {
    this.#senders = senders;
  }

  /** Fulfilled when every sender found the server gone. Rejects where it answered what it should not. */
  async run(port: number, onAcknowledged: () => void): Promise<void> {
    const agent = new Agent({ keepAlive: true });
    await Promise.all(this.#senders.map((sender) => this.#send(sender, port, agent, onAcknowledged)));
    agent.destroy();
  }

  async #send(sender: Sender, port: number, agent: Agent, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const scanIds = Array.from({ length: linesPerPost }, () => ++this.#scanId);
      const answer = await post(agent, port, sender.bearer, scanIds.map(lineOf).join('\n'));
      if (answer === undefined) return;
      if (answer.admitted !== linesPerPost)
        throw new Error(`expected all admitted, found ${JSON.stringify(answer)}`);
      for (const scanId of scanIds) this.acknowledged.add(`${sender.sensorId} ${scanId}`);
      onAcknowledged();
    }
  }
}

function lineOf(scanId: number): string {
  return JSON.stringify({
    sensedMs: Date.now(),
    scanId,
    measurement: { type: 'position', latDeg: 49.5, lonDeg: 31, heightM: 3000 },
    identity: { scheme: 'icao24', id: 'abcdef' },
  });
}

/** The answer; undefined where the connection broke before there was one. */
function post(
  agent: Agent,
  port: number,
  bearer: string,
  body: string,
): Promise<{ admitted: number } | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: '/api/detections',
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}` },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve(JSON.parse(text) as { admitted: number }));
        response.on('error', () => resolve(undefined));
      },
    );
    asked.on('error', () => resolve(undefined));
    asked.end(body);
  });
}
