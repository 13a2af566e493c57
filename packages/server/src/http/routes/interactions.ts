import { IdParams, InteractionHistory, InteractionPage, InteractionQuery } from '@centralino/protocol';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { listInteractions } from '../list-interactions.ts';
import { onlyOf, readHistory } from '../read-history.ts';

const tags = ['interactions'];
const config = requireRole('agent', 'supervisor', 'admin');

export function interactionRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  app.get(
    '/interactions',
    { config, schema: { tags, summary: 'Interactions, newest first', querystring: InteractionQuery, response: { 200: InteractionPage } } },
    async (request) => listInteractions(db, request.query, onlyOf(sessionOf(request).user)),
  );

  app.get(
    '/interactions/:id',
    { config, schema: { tags, summary: 'One interaction with every step of it', params: IdParams, response: { 200: InteractionHistory } } },
    async (request) => readHistory(db, request.params.id, onlyOf(sessionOf(request).user)),
  );
}
