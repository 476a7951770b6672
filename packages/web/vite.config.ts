import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { baseMap } from './build/base-map.ts';

const page = (name: string): string => resolve(import.meta.dirname, 'src', name, 'index.html');

export default defineConfig({
  root: resolve(import.meta.dirname, 'src'),
  base: './',
  plugins: [solid(), baseMap()],
  worker: { format: 'es' },
  build: {
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Everything is loaded from this machine, so one large map library is no reason to warn.
    chunkSizeWarningLimit: 2500,
    rolldownOptions: { input: { console: page('console'), listen: page('listen') } },
  },
});
