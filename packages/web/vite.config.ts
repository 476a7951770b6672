import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { baseMap } from './build/base-map.ts';
import { offlinePage, serviceWorkerFile } from './build/offline.ts';

const page = (name: string): string => resolve(import.meta.dirname, 'src', name, 'index.html');

export default defineConfig({
  root: resolve(import.meta.dirname, 'src'),
  base: './',
  plugins: [solid(), baseMap(), offlinePage()],
  worker: { format: 'es' },
  build: {
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Everything is loaded from this machine, so one large map library is no reason to warn.
    chunkSizeWarningLimit: 2500,
    rolldownOptions: {
      input: {
        console: page('console'),
        listen: page('listen'),
        'service-worker': resolve(import.meta.dirname, 'src/listen/offline/service-worker.ts'),
      },
      output: {
        // A worker's scope is the folder that it lies in, and its name must stay.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? serviceWorkerFile : 'assets/[name]-[hash].js',
      },
    },
  },
});
