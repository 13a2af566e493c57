import { CentralinoError, WidgetBody, WidgetConfig, WidgetList, WidgetParams } from '@centralino/protocol';
import { z } from 'zod';
import { checkOrigins } from '../../net/index.ts';
import { toJson } from '../../store/database.ts';
import { requireRole } from '../access.ts';
import { removeWidget } from '../../widget/widget-config.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['widgets'];
const config = { ...requireRole('admin'), audit: { body: true } };

/** What customers see on web pages. */
export function widgetRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  app.get('/widgets', { config, schema: { tags, summary: 'All widgets', response: { 200: WidgetList } } }, async () => {
    const rows = await db.selectFrom('widgets').select('config').orderBy('id').execute();
    return { widgets: rows.map((row) => row.config) };
  });

  app.put(
    '/widgets/:id',
    {
      config,
      schema: { tags, summary: 'Create or change a widget', params: WidgetParams, body: WidgetBody, response: { 200: WidgetConfig } },
    },
    async (request) => {
      const widget = { id: request.params.id, ...request.body };
      checkOrigins('allowedOrigins', widget.allowedOrigins, ['*']);
      const service = await db.selectFrom('services').select('code').where('code', '=', widget.service).executeTakeFirst();
      if (service === undefined) throw new CentralinoError('service.unknown', widget.service, { fields: { service: 'unknown' } });
      await db
        .insertInto('widgets')
        .values({ id: widget.id, config: toJson(widget) })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ config: toJson(widget) }))
        .execute();
      return widget;
    },
  );

  app.delete(
    '/widgets/:id',
    { config, schema: { tags, summary: 'Remove a widget', params: WidgetParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await removeWidget(db, request.params.id);
      return reply.code(204).send(null);
    },
  );
}
