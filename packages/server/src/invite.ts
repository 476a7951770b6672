import { KeyStore, Sessions, type EnrolmentTerms, type NewDevice } from './auth/index.ts';
import { readAddresses, type Addresses } from './folder.ts';
import { StartError } from './options.ts';

/** Name of the secret under which sessions are signed. */
export const sessionSecret = 'session';

export const defaultAddress = 'http://127.0.0.1:8420';

export interface Invitation {
  token: string;
  /** By which other devices reach the server, where it lets them. */
  link: string;
  /** The same by this machine's other addresses. */
  otherLinks: string[];
  /** The server listens on its own machine alone, so no phone can open the link. */
  isHereOnly: boolean;
}

/** A one-time link with which a device enrols itself. Works beside a running server, and before it runs. */
export function inviteSensor(dataDir: string, terms: EnrolmentTerms): Invitation {
  return withKeys(dataDir, (keys) => {
    const token = keys.createEnrolmentToken(terms, Date.now());
    const { address, elsewhere } = addressesOf(dataDir);
    const isHereOnly = elsewhere.length === 0;
    const [link, ...otherLinks] = (isHereOnly ? [address] : elsewhere).map(
      (reached) => `${reached}/listen/#enrol=${token}`,
    );
    return { token, link, otherLinks, isHereOnly };
  });
}

/** Enrols a simple device at once and gives it a key that is good until it is revoked. */
export function addSimpleSensor(
  dataDir: string,
  device: Omit<NewDevice, 'publicKey'>,
): { sensorId: string; bearer: string; address: string } {
  return withKeys(dataDir, (keys) => {
    const { sensorId } = keys.addDevice(device, Date.now());
    const bearer = new Sessions(keys.secret(sessionSecret)).open({ who: 'sensor', id: sensorId });
    const { address, elsewhere } = addressesOf(dataDir);
    return { sensorId, bearer, address: elsewhere[0] ?? address };
  });
}

/** The console's address with a one-time operator token. */
export function inviteOperator(dataDir: string, operator: string): string {
  return withKeys(dataDir, (keys) =>
    consoleLink(addressesOf(dataDir).address, keys.createOperatorToken(operator, Date.now())),
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

function addressesOf(dataDir: string): Addresses {
  return readAddresses(dataDir) ?? { address: defaultAddress, elsewhere: [] };
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
