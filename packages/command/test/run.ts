import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The command as a user starts it: the plain JavaScript in bin. */
export const bin = join(import.meta.dirname, '..', 'bin', 'kentongan.js');

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a verb to its end, with text on standard input; `env` is added to this process's. */
export function run(words: string[], input = '', cwd?: string, env = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...words], {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd,
      env: { ...process.env, ...env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export interface Serving {
  /** The console's address with its token. */
  link: string;
  /** Without a path. */
  address: string;
  startedMs: number;
  child: ChildProcess;
  stop(): Promise<number>;
}

/** Starts `kentongan serve` on a free port and waits for the console's address. */
export function serve(...words: string[]): Promise<Serving> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    const ended = new Promise<number>((end) => child.on('close', (code) => end(code ?? -1)));
    void ended.then((code) => reject(new Error(`serve ended with ${code}: ${err}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      const link = /Console: (\S+)/.exec(err)?.[1];
      if (link === undefined) return;
      const stop = (): Promise<number> => {
        child.kill('SIGTERM');
        return ended;
      };
      resolve({ link, address: new URL(link).origin, startedMs, child, stop });
    });
  });
}
