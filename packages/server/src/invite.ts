import type { SensorDescription } from '@kentongan/core/base/event';
import { KeyStore, Sessions, type EnrolmentTerms } from './auth/index.ts';
import { readAddress } from './folder.ts';
import { StartError } from './options.ts';

/** Name of the secret under which sessions are signed. */
export const sessionSecret = 'session';

export const defaultAddress = 'http://127.0.0.1:8420';

/** A one-time link with which a device enrols itself. Works beside a running server, and before it runs. */
export function inviteSensor(dataDir: string, terms: EnrolmentTerms): { token: string; link: string } {
  return withKeys(dataDir, (keys) => {
    const token = keys.createEnrolmentToken(terms, Date.now());
    return { token, link: `${addressOf(dataDir)}/listen/#enrol=${token}` };
  });
}

/** Enrols a simple device at once and gives it a key that is good until it is revoked. */
export function addSimpleSensor(
  dataDir: string,
  device: { name?: string; owner?: string; sensor: SensorDescription },
): { sensorId: string; bearer: string; address: string } {
  return withKeys(dataDir, (keys) => {
    const { sensorId } = keys.addDevice(device, Date.now());
    const bearer = new Sessions(keys.secret(sessionSecret)).open({ who: 'sensor', id: sensorId });
    return { sensorId, bearer, address: addressOf(dataDir) };
  });
}

/** The console's address with a one-time operator token. */
export function inviteOperator(dataDir: string, operator: string): string {
  return withKeys(dataDir, (keys) =>
    consoleLink(addressOf(dataDir), keys.createOperatorToken(operator, Date.now())),
  );
}

/** Withdraws a sensor's enrolment; a running server notices within a second. false: no such sensor, or already. */
export function revokeSensor(dataDir: string, sensorId: string): boolean {
  return withKeys(dataDir, (keys) => keys.revoke(sensorId, Date.now()));
}

/** Whether any sensor was ever enrolled here: then the region is no longer only for exercises. */
export function hasEnrolledSensors(dataDir: string): boolean {
  return withKeys(dataDir, (keys) => keys.hasDevices());
}

export function consoleLink(address: string, token: string): string {
  return `${address}/console/#token=${token}`;
}

function addressOf(dataDir: string): string {
  return readAddress(dataDir) ?? defaultAddress;
}

function withKeys<T>(dataDir: string, use: (keys: KeyStore) => T): T {
  let keys: KeyStore;
  try {
    keys = new KeyStore(dataDir);
  } catch (cause) {
    throw new StartError(1, `the data folder ${dataDir} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
  try {
    return use(keys);
  } finally {
    keys.close();
  }
}
