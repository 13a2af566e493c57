import { createRequire } from 'node:module';

/** Version of the installed server, e.g. `0.1.0`. */
export const version = (createRequire(import.meta.url)('../package.json') as { version: string }).version;
