import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readConfig, readZones, type Config, type ZoneCommand } from './config.ts';
import { UsageError } from './verb.ts';

export interface ReadConfiguration {
  config: Config;
  zones: ZoneCommand[];
}

/** Throws a `UsageError` that names the file, the key and the fix. */
export function readConfiguration(file: string): ReadConfiguration {
  const config = readConfig(file);
  return { config, zones: config.zonesFile === undefined ? [] : readZones(config.zonesFile) };
}

/** What is read once, when the server starts. */
const fixedKeys = ['region', 'host', 'port', 'data', 'tls', 'zonesFile'] as const;

/** Throws a `UsageError` where `after` differs from `before` in what cannot change while the server runs. */
function mustBeChangeable(file: string, before: Config, after: Config): void {
  for (const key of fixedKeys) {
    const [was, is] = [before[key], after[key]].map((value) => JSON.stringify(value) ?? 'none');
    if (was !== is)
      throw new UsageError(
        `${file}: /${key} cannot change while the server runs, from ${was} to ${is}; put it back, or start again`,
      );
  }
}

/** How often files are looked at: also where a file is a link that is turned round, or lies on another machine. */
const lookEveryMs = 300;

export interface ConfigWatch {
  /** Reads again, whether anything was seen to change or not. */
  readNow(): void;
  close(): void;
}

/** Reads the configuration again when it or its zones change, one reading after the other. */
export function watchConfiguration(
  file: string,
  first: ReadConfiguration,
  use: (changed: ReadConfiguration) => Promise<void>,
  refuse: (why: string) => void,
): ConfigWatch {
  const files = [file, ...(first.config.zonesFile === undefined ? [] : [first.config.zonesFile])];
  let seen = textsOf(files);
  let turn = Promise.resolve();

  async function read(): Promise<void> {
    try {
      const changed = readConfiguration(file);
      mustBeChangeable(file, first.config, changed.config);
      await use(changed);
    } catch (error) {
      refuse((error as Error).message);
    }
  }

  function readNow(): void {
    turn = turn.then(read);
  }

  function look(): void {
    const texts = textsOf(files);
    if (texts === seen) return;
    seen = texts;
    readNow();
  }

  for (const name of files) watchFile(name, { interval: lookEveryMs, persistent: false }, look);
  return {
    readNow,
    close() {
      for (const name of files) unwatchFile(name, look);
    },
  };
}

function textsOf(files: readonly string[]): string {
  return files.map(textOf).join('\n');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
