import type { SensorDescription } from '../../../base/event/index.ts';
import type { BasicId, Location, RemoteIdMessage } from '../../../codec/remoteid/index.ts';
import type { Claim, Place } from '../../report.ts';
import { cooperativeReceiver, fixedMs } from '../../cooperative.ts';
import { positionSigmaOf, velocityOf } from '../../velocity.ts';

const hourMs = 3_600_000;

/** Codes of `status` and `idType` (ASTM F3411-22a 5.4.5). */
const onGround = 1;
const serialNumber = 1;

/** Transmitters remembered, the one heard longest ago is forgotten first. */
const transmitterCapacity = 4096;

/**
 * Joins one receiver's messages by transmitter: the id and the place come apart. Nothing of it is authenticated: it may
 * explain a track, and never clears a threat. Where the operator stands is not passed on.
 */
export class RemoteIdClaims {
  readonly #ids = new Map<string, BasicId>();

  /** `address`: the transmitter's; '' where the receiver does not tell, which holds for one aircraft at a time. */
  claimFrom(message: RemoteIdMessage, address: string, receivedMs: number): Claim | undefined {
    if (message.messageType === 'basicId') this.#remember(address, message);
    if (message.messageType !== 'location' || message.status === onGround) return undefined;
    const { latDeg, lonDeg } = message;
    if (latDeg === undefined || lonDeg === undefined) return undefined;
    const id = this.#ids.get(address);
    const heightM = message.geodeticAltitudeM ?? message.pressureAltitudeM;
    const positionM = positionSigmaOf(message.horizontalAccuracy);
    return {
      sensedMs: sensedMsOf(message, receivedMs),
      measurement: {
        type: 'position',
        latDeg,
        lonDeg,
        ...(heightM === undefined ? {} : { heightM }),
        ...motionOf(message),
      },
      ...(positionM === undefined ? {} : { sigma: { positionM } }),
      classLikelihood: likelihoodOf(id?.uaType),
      ...nameOf(id, address),
    };
  }

  #remember(address: string, message: BasicId): void {
    const known = this.#ids.get(address);
    // A pack may bear a serial number and a session's id: the number that lasts is kept.
    if (known?.idType === serialNumber && message.idType !== serialNumber) return;
    if (message.uasId === undefined) return;
    this.#ids.delete(address);
    if (this.#ids.size >= transmitterCapacity) {
      const [oldest] = this.#ids.keys();
      this.#ids.delete(oldest);
    }
    this.#ids.set(address, message);
  }
}

function nameOf(id: BasicId | undefined, address: string): Pick<Claim, 'identity' | 'sourceTrackId'> {
  if (id?.uasId !== undefined) return { identity: { scheme: 'remoteid', id: id.uasId, verified: false } };
  return address === '' ? {} : { sourceTrackId: address };
}

function motionOf({ speedMps, directionDeg, verticalSpeedMps }: Location): Record<string, number> {
  return {
    ...(speedMps === undefined || directionDeg === undefined ? {} : velocityOf(speedMps, directionDeg)),
    ...(verticalSpeedMps === undefined ? {} : { upMps: verticalSpeedMps }),
  };
}

function sensedMsOf({ timestampS }: Location, receivedMs: number): number {
  return timestampS === undefined ? receivedMs : fixedMs(timestampS * 1000, hourMs, receivedMs);
}

/**
 * By the stated kind: 1 aeroplane, 2 helicopter or multirotor, 3 gyroplane, 4 hybrid lift, 6 glider … Whoever builds an
 * attack drone can state any: what is stated weighs a factor of 20 at most.
 */
function likelihoodOf(uaType: number | undefined): Record<string, number> {
  const forged = { 'one-way': 0.05, jet: 0.05, loitering: 0.05 };
  if (uaType === 2) return { multirotor: 1, helicopter: 0.2, recon: 0.1, ...forged };
  if (uaType === 1 || uaType === 4 || uaType === 6) return { recon: 1, multirotor: 0.2, ...forged };
  return { multirotor: 1, recon: 1, ...forged };
}

/** Wi-Fi and long-range Bluetooth are heard from about 2 km, with a directional antenna from several times as far. */
const farthestM = 10_000;

const plainSigmaM = 30;

export function remoteIdReceiver(place: Place): SensorDescription {
  return cooperativeReceiver(place, farthestM, plainSigmaM);
}
