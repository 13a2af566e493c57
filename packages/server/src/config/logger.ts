import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { LogLevel } from './config.ts';

/** Names under which secrets travel: never written, whatever object is logged. */
const secretNames = [
  'password',
  'token',
  'csrfToken',
  'cookie',
  'authorization',
  'credential',
  'secret',
  'x-csrf-token',
  'set-cookie',
  'databaseUrl',
];

/** Paths for pino's redaction: each name at the top and up to three levels down. */
export const redactedPaths = secretNames.flatMap((name) =>
  ['', '*.', '*.*.', '*.*.*.'].map((depth) => `${depth}["${name}"]`.replace('.[', '[')),
);

/**
 * The server's log: JSON lines on standard error, readable lines when a person looks at it. Standard output stays free for what a person or
 * a script waits for (`Centralino is ready: …`).
 */
export function createLogger(level: LogLevel, destination: NodeJS.WritableStream = process.stderr): Logger {
  const options = { level, redact: { paths: redactedPaths, censor: '[secret]' }, base: null };
  const person = destination === process.stderr && process.stderr.isTTY === true;
  return person ? pino(options, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss' })) : pino(options, destination);
}
