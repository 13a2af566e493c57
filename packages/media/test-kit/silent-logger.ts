import type { Logger } from '../src/logger.ts';

const nothing = (): void => undefined;
/** Set DEBUG_MEDIA to see what a test's plane logs. */
const print = (fields: object, message: string): void => console.error(message, JSON.stringify(fields));
const to = process.env['DEBUG_MEDIA'] === undefined ? nothing : print;
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: to, error: to };
