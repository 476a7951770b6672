import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import {
  frameSapient,
  readSapient,
  sapientEnums as enums,
  SapientFrames,
  sapientMessage,
  timestampOf,
  writeSapient,
  type Init,
  type SapientMessage,
} from '@kentongan/core/codec/sapient';
import { fusionRegistration, ulidOf } from '@kentongan/core/tell/sapient';

export const nodeId = 'f3a1c2d4-5b6e-4f70-8123-456789abcdef';
export const sensorId = `sapient.${nodeId}`;
export const degrees = {
  coordinateSystem: enums.LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M,
  datum: enums.LocationDatum.LOCATION_DATUM_WGS84_E,
};

export type Content = Init<SapientMessage['content']>;

/** An edge node as an integrator would build one: a socket, frames, and what came back. */
export class EdgeNode {
  readonly answers: SapientMessage[] = [];
  readonly socket: Socket;
  readonly #nodeId: string;

  constructor(context: TestContext, to: number | Socket, id = nodeId) {
    this.#nodeId = id;
    this.socket = typeof to === 'number' ? connect(to, '127.0.0.1') : to;
    context.after(() => this.socket.destroy());
    const frames = new SapientFrames();
    this.socket.on('error', () => undefined);
    this.socket.on('data', (piece: Buffer) => {
      for (const frame of frames.push(piece)) {
        assert.ok(frame.bytes !== undefined);
        const { message, errors } = readSapient(frame.bytes);
        assert.deepEqual(errors, []);
        this.answers.push(message!);
        this.socket.emit('answer');
      }
    });
  }

  send(content: Content): void {
    const message = sapientMessage({ timestamp: timestampOf(Date.now()), nodeId: this.#nodeId, content });
    this.socket.write(frameSapient(writeSapient(message)));
  }

  register(nodeType: number = enums.RegistrationNodeType.NODE_TYPE_RADAR): void {
    const { content } = fusionRegistration({ nodeId, nowMs: Date.now() }, 'edge', '1');
    assert.ok(content.case === 'registration');
    this.send({
      case: 'registration',
      value: { ...content.value, nodeDefinition: [{ nodeType, nodeSubType: [] }] } as never,
    });
  }

  status(system: number = enums.StatusReportSystem.SYSTEM_OK): void {
    this.send({
      case: 'statusReport',
      value: {
        reportId: ulidOf(Date.now(), 'status'),
        system,
        info: enums.StatusReportInfo.INFO_NEW,
        mode: 'Default',
        nodeLocation: { x: 31, y: 49.5, z: 100, ...degrees },
      },
    });
  }

  detection(k: number, over: object = {}): void {
    this.send({
      case: 'detectionReport',
      value: {
        reportId: ulidOf(Date.now(), `report ${k}`),
        objectId: ulidOf(0, `object ${k % 100}`),
        locationOneof: {
          case: 'location',
          value: {
            x: 31 + (k % 100) * 0.003,
            y: 49.5 + k * 1e-7,
            z: 300,
            xError: 20,
            yError: 20,
            ...degrees,
          },
        },
        ...over,
      },
    });
  }

  async answer(kind: SapientMessage['content']['case']): Promise<SapientMessage['content']> {
    for (;;) {
      const found = this.answers.findIndex(({ content }) => content.case === kind);
      if (found >= 0) return this.answers.splice(found, 1)[0].content;
      await once(this.socket, 'answer');
    }
  }
}
