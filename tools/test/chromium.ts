import { chromium, type Browser } from 'playwright-core';
import { findProgram } from './need.ts';

/** A real Chromium without a screen; the flags keep it from looking for its maker's hosts. */
export async function openBrowser(...more: string[]): Promise<Browser> {
  const executablePath = findProgram('chromium');
  if (executablePath === undefined) throw new Error('expected a Chromium on this machine');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      ...more,
    ],
  });
}
