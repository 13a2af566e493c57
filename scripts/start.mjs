// npm start: installs and builds what is missing, then starts Centralino with its own data (CENTRALINO_DATA, DATABASE_URL).
import { build } from './prepare.mjs';

await build();
process.argv.splice(2, 0, 'start');
await import('../packages/server/dist/cli/main.js');
