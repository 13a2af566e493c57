import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const outDir = `${here}dist/app`;

/** Two classic scripts, because a classic script needs no CORS headers, passes a nonce on and runs in every browser that has WebRTC. */
function script(name: 'loader' | 'widget', entry: string, define: Record<string, string>, plugins: Plugin[] = []): InlineConfig {
  return {
    configFile: false,
    root: here,
    resolve: { conditions: ['cc-source', 'module', 'browser', 'production'] },
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins,
    build: {
      outDir,
      emptyOutDir: name === 'widget',
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: `centralino_${name}`, fileName: () => `${name}.js` },
    },
  };
}

/** The loader asks for `widget.js?v=<hash>`: the big file may be cached for ever, the small one is checked each time. */
const loaderAfterWidget: Plugin = {
  name: 'centralino:loader',
  async closeBundle() {
    const version = createHash('sha256')
      .update(readFileSync(`${outDir}/widget.js`))
      .digest('hex')
      .slice(0, 12);
    await build(script('loader', `${here}src/loader/loader.ts`, { __WIDGET_VERSION__: JSON.stringify(version) }));
  },
};

export default defineConfig(script('widget', `${here}src/widget.ts`, {}, [loaderAfterWidget]));
