import type { NotificationRecordConfig } from '@centralino/protocol';

const minute = 60_000;
const hour = 60 * minute;

/** The schedule that Standard Webhooks 1.0 recommends: waits before the 2nd, 3rd, … attempt. */
const webhookWaits = [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

const longestWaitMs = 5 * minute;
const longestRetryAfterMs = 24 * hour;

/**
 * When a delivery that failed for the moment is tried again; null: never.
 * @param attempts how many there were
 * @param at when the event happened
 */
export function nextAttemptAt(
  record: Pick<NotificationRecordConfig, 'type' | 'retry'>,
  attempts: number,
  at: number,
  now: number,
): number | null {
  if (!record.retry.enabled) return null;
  if (record.type === 'WEBHOOK') {
    const wait = webhookWaits[attempts - 1];
    return wait === undefined ? null : now + wait;
  }
  const next = now + Math.min(longestWaitMs, 1_000 * 2 ** Math.min(20, attempts - 1));
  return next > at + record.retry.forMs ? null : next;
}

/** Milliseconds that an answer asks to wait (RFC 9110, 10.2.3): seconds or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(seconds) ? null : Math.min(longestRetryAfterMs, Math.max(0, seconds));
}
