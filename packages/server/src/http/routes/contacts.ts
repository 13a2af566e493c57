import { Contact, ContactPage, ContactQuery, CreateContactBody, IdParams, UpdateContactBody } from '@centralino/protocol';
import { requireRole } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { withoutUndefined } from './users.ts';

const tags = ['contacts'];
const config = requireRole('agent', 'supervisor', 'admin');

/** The address book. */
export function contactRoutes(app: ZodApp, { contacts }: HttpDeps): void {
  app.get(
    '/contacts',
    {
      config,
      schema: {
        tags,
        summary: 'Find contacts by number (in any format), email or name',
        querystring: ContactQuery,
        response: { 200: ContactPage },
      },
    },
    async (request) => ({ contacts: await contacts.search(request.query.q, request.query.limit) }),
  );

  app.get(
    '/contacts/:id',
    { config, schema: { tags, summary: 'One contact', params: IdParams, response: { 200: Contact } } },
    async (request) => contacts.get(request.params.id),
  );

  app.post(
    '/contacts',
    { config, schema: { tags, summary: 'Create a contact', body: CreateContactBody, response: { 201: Contact } } },
    async (request, reply) => reply.code(201).send(await contacts.create(withoutUndefined(request.body))),
  );

  app.patch(
    '/contacts/:id',
    { config, schema: { tags, summary: 'Change a contact', params: IdParams, body: UpdateContactBody, response: { 200: Contact } } },
    async (request) => contacts.update(request.params.id, withoutUndefined(request.body)),
  );
}
