import type { NotificationFact } from '@centralino/protocol';
import { storable } from '../engine/clean.ts';
import type { Queued } from './lanes.ts';
import type { StoredRecord } from './records.ts';
import { withoutSecrets } from './render.ts';
import type { AttemptRow, DeliveryChange } from './results.ts';
import type { Sent } from './sender.ts';
import type { AttemptResult } from './worker.ts';

const longestAnswer = 2_000;
const longestUrl = 4_000;

const cut = (text: string, length: number): string => storable(text.slice(0, length)) as string;

/** A line of the log. `again`: another attempt follows. `answer`: what came with the status. */
export function attemptRow(
  { config }: StoredRecord,
  fact: NotificationFact,
  sent: Sent,
  answer: string | null,
  { deliveryId, attempt, at, again }: { deliveryId: number | null; attempt: number; at: number; again: boolean },
): AttemptRow {
  const { request, result, status, durationMs, error } = sent;
  return {
    delivery_id: deliveryId,
    record_id: config.id,
    record_name: config.name,
    interaction_id: fact.interactionId,
    call_type: fact.type,
    event: fact.event,
    at,
    attempt,
    method: request?.method ?? (config.type === 'GET' ? 'GET' : 'POST'),
    url: cut(withoutSecrets(request?.url ?? config.uri), longestUrl),
    status,
    duration_ms: Math.round(durationMs),
    outcome: result.kind === 'delivered' ? 'delivered' : again ? 'retry' : 'failed',
    error: error === null ? null : cut(error, longestAnswer),
    answer: answer === null ? null : cut(answer, longestAnswer),
  };
}

/** What becomes of the delivery. `again`: when the next attempt is. */
export const changeOf = (delivery: Queued, result: AttemptResult, again: number | null): DeliveryChange => ({
  id: delivery.id,
  state: result.kind === 'delivered' ? 'delivered' : again === null ? 'failed' : 'pending',
  attempts: delivery.attempts,
  next_at: again,
  last_error: result.kind === 'delivered' ? null : cut(result.error, longestAnswer),
});
