import {
  Contact,
  ContactMatchQuery,
  ContactMerge,
  ContactPage,
  ContactQuery,
  CreateContactBody,
  DuplicateList,
  IdParams,
  JourneyPage,
  JourneyQuery,
  MergeContactsBody,
  UpdateContactBody,
} from '@centralino/protocol';
import { z } from 'zod';
import { readerOf } from '../../contacts/address-books.ts';
import { findDuplicates, mergeContacts, undoMerge } from '../../contacts/duplicates.ts';
import { readJourney } from '../../journey/journey.ts';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['contacts'];
const config = requireRole('agent', 'supervisor', 'admin');
/** What concerns many contacts at once, or can't be taken back. */
const keepers = requireRole('supervisor', 'admin');

/** Contacts, and what happened with them. Agents: those of everybody's books and of the books of their services. */
export function contactRoutes(app: ZodApp, { contacts, store: { db } }: HttpDeps): void {
  app.get(
    '/contacts',
    {
      config,
      schema: {
        tags,
        summary: 'Find contacts by number (in any format, or a part of it), email or beginnings of words',
        querystring: ContactQuery,
        response: { 200: ContactPage },
      },
    },
    async (request) => ({
      contacts: await contacts.search(request.query.q, request.query.limit, {
        reader: readerOf(sessionOf(request).user),
        book: request.query.book,
      }),
    }),
  );

  app.get(
    '/contacts/matches',
    {
      config,
      schema: { tags, summary: 'Who a caller may be', querystring: ContactMatchQuery, response: { 200: ContactPage } },
    },
    async (request) => ({ contacts: await contacts.candidates(request.query, request.query.service ?? null) }),
  );

  app.get(
    '/contacts/duplicates',
    {
      config: keepers,
      schema: {
        tags,
        summary: 'Contacts that may be the same: of one number, one email, or one name and company',
        querystring: ContactQuery.pick({ book: true }),
        response: { 200: DuplicateList },
      },
    },
    async (request) => findDuplicates(db, request.query.book),
  );

  app.get(
    '/contacts/:id',
    { config, schema: { tags, summary: 'One contact', params: IdParams, response: { 200: Contact } } },
    async (request) => contacts.get(request.params.id, readerOf(sessionOf(request).user)),
  );

  app.get(
    '/contacts/:id/journey',
    {
      config,
      schema: {
        tags,
        summary: 'What happened with a contact, newest first, on all channels',
        params: IdParams,
        querystring: JourneyQuery,
        response: { 200: JourneyPage },
      },
    },
    async (request) => {
      const reader = readerOf(sessionOf(request).user);
      const { id } = await contacts.get(request.params.id, reader);
      return readJourney(db, await contacts.idsOf(id), reader, request.query, Date.now());
    },
  );

  app.post(
    '/contacts',
    { config, schema: { tags, summary: 'Create a contact', body: CreateContactBody, response: { 201: Contact } } },
    async (request, reply) => reply.code(201).send(await contacts.create(request.body, readerOf(sessionOf(request).user))),
  );

  app.patch(
    '/contacts/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a contact; what is not named stays as it is',
        params: IdParams,
        body: UpdateContactBody,
        response: { 200: Contact },
      },
    },
    async (request) => contacts.update(request.params.id, request.body, readerOf(sessionOf(request).user)),
  );

  app.delete(
    '/contacts/:id',
    {
      config: keepers,
      schema: { tags, summary: 'Remove a contact; its interactions stay', params: IdParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await contacts.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/contacts/:id/merge',
    {
      config: keepers,
      schema: {
        tags,
        summary: 'Make another contact one with this one, with its interactions',
        params: IdParams,
        body: MergeContactsBody,
        response: { 200: ContactMerge },
      },
    },
    async (request) => {
      const { other, fields } = request.body;
      return mergeContacts(db, request.params.id, other, fields ?? {}, sessionOf(request).user.id, Date.now());
    },
  );

  app.delete(
    '/contact-merges/:id',
    {
      config: keepers,
      schema: { tags, summary: 'Take a merge back', params: IdParams, response: { 200: Contact } },
    },
    async (request) => undoMerge(db, request.params.id, Date.now()),
  );
}
