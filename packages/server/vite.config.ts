import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The popup helper as one file without dependencies: workstations have Node.js and nothing else. */
export default defineConfig({
  configFile: false,
  root: here,
  logLevel: 'warn',
  publicDir: false,
  resolve: { conditions: ['cc-source'] },
  ssr: { noExternal: true, target: 'node', resolve: { conditions: ['cc-source', 'node'] } },
  build: {
    ssr: `${here}src/popup-helper/entry.ts`,
    outDir: `${here}dist/popup-helper-app`,
    emptyOutDir: true,
    target: 'node20',
    minify: true,
    rolldownOptions: {
      // Native speed-ups of ws, which does without.
      external: ['bufferutil', 'utf-8-validate'],
      output: { format: 'cjs', entryFileNames: 'popup-helper.cjs', codeSplitting: false },
    },
  },
});
