import {
  IdParams,
  PopupConfig,
  PopupRecords,
  PopupSaved,
  PopupSettings,
  PopupStatus,
  PopupTrial,
  PopupTryBody,
  WorkstationBody,
  WorkstationCreated,
  WorkstationList,
  WorkstationOverview,
} from '@centralino/protocol';
import { z } from 'zod';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { onlyOf, readHistory } from '../read-history.ts';

const tags = ['popups'];
const admin = requireRole('admin');
const agent = requireRole('agent');

/** Pages of other applications that open when a contact rings, is answered or is over. */
export function popupRoutes(app: ZodApp, { popups, store: { db } }: HttpDeps): void {
  app.get(
    '/popup',
    {
      config: admin,
      schema: { tags, summary: 'The popup function and where it is used, with sample calls', response: { 200: PopupSettings } },
    },
    async () => popups.settings.settings(),
  );

  app.put(
    '/popup',
    {
      config: admin,
      schema: { tags, summary: 'Change it; every sample call is tried before', body: PopupConfig, response: { 200: PopupSaved } },
    },
    async (request) => popups.settings.save(request.body),
  );

  app.post(
    '/popup/try',
    {
      config: admin,
      schema: { tags, summary: 'Call a popup function without saving it', body: PopupTryBody, response: { 200: PopupTrial } },
    },
    async (request) => popups.settings.tryOut(request.body.source, request.body.variables),
  );

  app.get(
    '/popup/status',
    {
      config: admin,
      schema: { tags, summary: 'What became of the popups of the last 24 hours, and the last failures', response: { 200: PopupStatus } },
    },
    async () => popups.rows.status(popups.popupFunction.off),
  );

  app.get(
    '/popup/workstations',
    {
      config: admin,
      schema: { tags, summary: 'Computers with a popup helper, of all agents', response: { 200: WorkstationOverview } },
    },
    async () => ({ workstations: await popups.workstations.all() }),
  );

  app.get(
    '/interactions/:id/popups',
    {
      config: requireRole('agent', 'supervisor', 'admin'),
      schema: { tags, summary: 'Popups of an interaction with their receipts', params: IdParams, response: { 200: PopupRecords } },
    },
    async (request) => {
      const { id } = request.params;
      // Refused like the interaction itself.
      await readHistory(db, id, onlyOf(sessionOf(request).user));
      return { popups: await popups.rows.ofInteraction(id) };
    },
  );

  app.get(
    '/workstations',
    { config: agent, schema: { tags, summary: 'Own computers with a popup helper', response: { 200: WorkstationList } } },
    async (request) => ({ workstations: await popups.workstations.list(sessionOf(request).user.id) }),
  );

  app.post(
    '/workstations',
    {
      config: agent,
      schema: {
        tags,
        summary: 'Connect a computer: makes the token of its popup helper',
        body: WorkstationBody,
        response: { 201: WorkstationCreated },
      },
    },
    async (request, reply) => reply.code(201).send(await popups.workstations.create(sessionOf(request).user.id, request.body.name)),
  );

  app.delete(
    '/workstations/:id',
    { config: agent, schema: { tags, summary: 'Disconnect a computer', params: IdParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await popups.workstations.remove(sessionOf(request).user.id, request.params.id);
      return reply.code(204).send(null);
    },
  );
}
