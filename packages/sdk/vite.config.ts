import { fileURLToPath } from 'node:url';
import { defineConfig, type InlineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The script file and, beside it, the sample widget (`public/`). A classic script: it needs no CORS headers and no module support. */
export const scriptBuild: InlineConfig = {
  configFile: false,
  root: here,
  logLevel: 'warn',
  publicDir: `${here}public`,
  resolve: { conditions: ['cc-source'] },
  build: {
    outDir: `${here}dist/app`,
    emptyOutDir: true,
    // Widgets run in whatever browsers integrators support.
    target: 'es2019',
    lib: {
      entry: `${here}src/script/agentdesktop-widget.ts`,
      formats: ['iife'],
      name: 'centralinoAgentDesktop',
      fileName: () => 'agentdesktop_widget.js',
    },
  },
};

export default defineConfig(scriptBuild);
