import { AddressBook, AddressBookBody, AddressBookList, CodeParams } from '@centralino/protocol';
import { z } from 'zod';
import { AddressBooks, readerOf } from '../../contacts/address-books.ts';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['contacts'];

/** The address books: everybody's, and those of the agents of some services. */
export function addressBookRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  const books = new AddressBooks(db);

  app.get(
    '/address-books',
    {
      config: requireRole('agent', 'supervisor', 'admin'),
      schema: { tags, summary: 'The address books that one may look into', response: { 200: AddressBookList } },
    },
    async (request) => ({ books: await books.list(readerOf(sessionOf(request).user)) }),
  );

  app.put(
    '/address-books/:code',
    {
      config: requireRole('admin'),
      schema: {
        tags,
        summary: 'Create or change an address book',
        params: CodeParams,
        body: AddressBookBody,
        response: { 200: AddressBook },
      },
    },
    async (request) => books.put({ id: request.params.code, ...request.body }),
  );

  app.delete(
    '/address-books/:code',
    {
      config: requireRole('admin'),
      schema: { tags, summary: 'Remove an address book without contacts', params: CodeParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await books.remove(request.params.code);
      return reply.code(204).send(null);
    },
  );
}
