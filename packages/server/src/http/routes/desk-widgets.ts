import { DeskWidgetBody, DeskWidgetConfig, DeskWidgetList, DeskWidgetParams } from '@centralino/protocol';
import { z } from 'zod';
import { requireRole, sessionOf, signedIn } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['desk widgets'];
const config = { ...requireRole('admin'), audit: { body: true } };

/** Web pages that live in the agents' desk. */
export function deskWidgetRoutes(app: ZodApp, { deskWidgets }: HttpDeps): void {
  app.get(
    '/desk-widgets',
    { config, schema: { tags, summary: 'All widgets of the desk', response: { 200: DeskWidgetList } } },
    async () => ({
      widgets: await deskWidgets.list(),
    }),
  );

  app.get(
    '/desk-widgets/mine',
    {
      config: signedIn,
      schema: { tags, summary: 'The widgets that the signed-in agent sees in the desk, in their order', response: { 200: DeskWidgetList } },
    },
    async (request) => ({ widgets: await deskWidgets.listFor(sessionOf(request).user.id) }),
  );

  app.put(
    '/desk-widgets/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Create or change a widget of the desk',
        params: DeskWidgetParams,
        body: DeskWidgetBody,
        response: { 200: DeskWidgetConfig },
      },
    },
    async (request) => {
      const widget = { id: request.params.id, ...request.body };
      await deskWidgets.put(widget);
      return widget;
    },
  );

  app.delete(
    '/desk-widgets/:id',
    { config, schema: { tags, summary: 'Remove a widget of the desk', params: DeskWidgetParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await deskWidgets.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
}
