import type { NotificationFact, NotificationRow } from '@centralino/protocol';
import type { DeliveryRow, Outbox } from '../engine/index.ts';
import type { NotificationRecords } from './records.ts';

/** More deliveries than one event can have: ids count within their event, so that they order all deliveries of the log. */
const perEvent = 4_096;

type Subscriptions = Map<string, { recordId: string; row: NotificationRow }[]>;
type Kind = Pick<NotificationRow, 'channel' | 'callType' | 'event'>;
const keyOf = ({ channel, callType, event }: Kind): string => `${channel} ${callType} ${event}`;

/** Which records are told of which facts, from memory: the engine asks at every event. */
export class NotificationOutbox implements Outbox {
  readonly #records: NotificationRecords;
  readonly #deliver: (rows: readonly DeliveryRow[]) => void;
  #rowsOf: Subscriptions = new Map();
  #seq = 0;
  #ordinal = 0;

  constructor(records: NotificationRecords, deliver: (rows: readonly DeliveryRow[]) => void) {
    this.#records = records;
    this.#deliver = deliver;
    records.onChange(() => this.refresh());
  }

  refresh(): void {
    const rowsOf: Subscriptions = new Map();
    for (const { config } of this.#records.list()) {
      if (!config.enabled) continue;
      for (const row of config.events) {
        if (!row.enabled) continue;
        const key = keyOf(row);
        const rows = rowsOf.get(key);
        if (rows === undefined) rowsOf.set(key, [{ recordId: config.id, row }]);
        else rows.push({ recordId: config.id, row });
      }
    }
    this.#rowsOf = rowsOf;
  }

  get wanted(): boolean {
    return this.#rowsOf.size > 0;
  }

  rows(fact: NotificationFact, seq: number): DeliveryRow[] {
    if (seq !== this.#seq) {
      this.#seq = seq;
      this.#ordinal = 0;
    }
    return (this.#rowsOf.get(keyOf({ channel: fact.channel, callType: fact.type, event: fact.event })) ?? [])
      .filter(({ row }) => row.service === null || row.service === fact.service)
      .slice(0, perEvent - this.#ordinal)
      .map(({ recordId, row }) => ({
        id: seq * perEvent + this.#ordinal++,
        record_id: recordId,
        interaction_id: fact.interactionId,
        call_type: fact.type,
        event: fact.event,
        at: fact.at,
        fact,
        mapping: { variables: row.variables, popupVariables: row.popupVariables },
      }));
  }

  committed(rows: readonly DeliveryRow[]): void {
    this.#deliver(rows);
  }
}
