import { serviceConfig, type World } from '@centralino/core';
import { CentralinoError, type WidgetConfig } from '@centralino/protocol';
import type { StorePort } from '../realtime/ports.ts';

/** The widget as it is configured now. Throws `widget.unknown` or `widget.disabled`. */
export async function loadWidget(store: StorePort, id: string): Promise<WidgetConfig> {
  const row = await store.db.selectFrom('widgets').select('config').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new CentralinoError('widget.unknown');
  if (!row.config.enabled) throw new CentralinoError('widget.disabled');
  return row.config;
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
