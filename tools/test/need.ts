import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a test needs beyond npm packages. `skip: need('chromium')` names what is missing and skips;
 * with KENTONGAN_REQUIRE_ALL=1 (as in `.ci/run`) nothing may be skipped, so a missing thing fails instead.
 */
const paths = {
  chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  'nats-server': ['/usr/sbin/nats-server', '/usr/bin/nats-server'],
  mosquitto: ['/usr/sbin/mosquitto'],
  mosquitto_pub: ['/usr/bin/mosquitto_pub'],
  tshark: ['/usr/bin/tshark'],
  xmllint: ['/usr/bin/xmllint'],
  xmlsec1: ['/usr/bin/xmlsec1'],
} as const;

/** Programs of the system that some test starts; `.ci/run` installs each. */
export const neededPrograms = Object.keys(paths);

export type Needed = keyof typeof paths | 'shared' | 'python3';

/** The folder of evaluation data beside the checkout; absent on a user's machine. */
export const sharedDir = join(import.meta.dirname, '..', '..', '..', 'shared');

/** The program's path, or undefined where it is not installed. */
export function findProgram(name: keyof typeof paths): string | undefined {
  return paths[name].find((path) => existsSync(path));
}

/** false when it is there; else the reason to skip, for node:test's `skip` option. */
export function need(...names: Needed[]): string | false {
  for (const name of names) {
    if (isThere(name)) continue;
    const reason = `${name} is not on this machine`;
    if (process.env.KENTONGAN_REQUIRE_ALL === '1')
      throw new Error(`${reason}, and nothing may be skipped here`);
    return reason;
  }
  return false;
}

function isThere(name: Needed): boolean {
  if (name === 'shared') return existsSync(join(sharedDir, 'formats.md'));
  if (name === 'python3') return pythonRuns();
  return findProgram(name) !== undefined;
}

function pythonRuns(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
