// npm run demo: installs and builds what is missing, then starts Centralino with demo data on this machine only.
import { build } from './prepare.mjs';

await build();
process.argv.splice(2, 0, 'demo');
await import('../packages/server/dist/cli/main.js');
