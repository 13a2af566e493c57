import { serviceConfig, type World } from '@centralino/core';
import { CentralinoError, type WidgetConfig } from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { StorePort } from '../realtime/ports.ts';
import type { Database } from '../store/database.ts';

/** The widget as it is configured now, switched on or not. Throws `widget.unknown`. */
export async function loadWidget(store: StorePort, id: string): Promise<WidgetConfig> {
  const row = await store.db.selectFrom('widgets').select('config').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new CentralinoError('widget.unknown');
  return row.config;
}

/** Who is in a call may finish it; only nobody new gets in. Throws `widget.disabled`. */
export function requireEnabled(widget: WidgetConfig): void {
  if (!widget.enabled) throw new CentralinoError('widget.disabled');
}

/**
 * Throws `widget.unknown`, and `widget.inUse` while somebody waits or talks through it: their way back after a refresh would be gone.
 * Switched off, it lets them finish.
 */
export async function removeWidget(db: Kysely<Database>, id: string): Promise<void> {
  const open = await db
    .selectFrom('customer_tokens')
    .innerJoin('interactions', 'interactions.id', 'customer_tokens.interaction_id')
    .select('interactions.id')
    .where('customer_tokens.widget_id', '=', id)
    .where('interactions.closed_at', 'is', null)
    .executeTakeFirst();
  if (open !== undefined) throw new CentralinoError('widget.inUse', id);
  const gone = await db.deleteFrom('widgets').where('id', '=', id).returning('id').executeTakeFirst();
  if (gone === undefined) throw new CentralinoError('widget.unknown', id);
}

/**
 * What a page is told of its widget: only channels that are switched on and that the service offers. Which other pages may use it
 * is nobody's business.
 */
export function publicWidget(world: World, widget: WidgetConfig): WidgetConfig {
  const offered = serviceConfig(world, widget.service)?.channels ?? [];
  return {
    ...widget,
    allowedOrigins: [],
    channels: widget.channels.filter(({ enabled, channel }) => enabled && offered.includes(channel)),
  };
}
