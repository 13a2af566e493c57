import type { Logger, LogLevel } from '../logger.ts';
import { withoutSecrets } from './without-secrets.ts';

/** How often a line of one kind is written. */
const everyMs = 60_000;
/** Kinds that are told apart; whatever comes above that is one kind. */
const maxKinds = 100;

const levels: Record<string, LogLevel> = { Fatal: 'error', Error: 'error', Warning: 'warn', Info: 'info' };

/**
 * The native library's own log. It has a line for every packet that anybody sends to the port, so lines that differ only in their numbers
 * and values are one kind: the first is written, the others are counted, and once a minute it is said how many there were.
 */
export function createNativeLog(logger: Logger, now: () => number = Date.now): (level: string, message: string) => void {
  const kinds = new Map<string, { since: number; more: number }>();

  return (level, message) => {
    const text = withoutSecrets(message);
    const at = now();
    let key = `${level} ${text.replace(/"[^"]*"|\b0x[0-9a-f]+\b|\b[0-9a-f.:]*\d[0-9a-f.:]*\b/gi, '#')}`;
    if (!kinds.has(key) && kinds.size >= maxKinds) key = 'other';
    const kind = kinds.get(key);
    if (kind !== undefined && at - kind.since < everyMs) {
      kind.more += 1;
      return;
    }
    kinds.set(key, { since: at, more: 0 });
    const more = kind?.more ?? 0;
    logger[levels[level] ?? 'debug']({ from: 'node-datachannel', ...(more === 0 ? {} : { moreLikeThis: more }) }, text);
  };
}
