import { CreateUserBody, IdParams, UpdateUserBody, User, UserList } from '@centralino/protocol';
import { z } from 'zod';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['users'];
const config = { ...requireRole('admin'), audit: { body: true } };

/** Accounts. */
export function userRoutes(app: ZodApp, { users, audit }: HttpDeps): void {
  app.get('/users', { config, schema: { tags, summary: 'All accounts', response: { 200: UserList } } }, async () => ({
    users: await users.list(),
  }));

  app.post(
    '/users',
    { config, schema: { tags, summary: 'Create an account', body: CreateUserBody, response: { 201: User } } },
    async (request, reply) => reply.code(201).send(await users.create(request.body)),
  );

  app.patch(
    '/users/:id',
    { config, schema: { tags, summary: 'Change an account', params: IdParams, body: UpdateUserBody, response: { 200: User } } },
    async (request) => {
      const { user: by, sessionId } = sessionOf(request);
      const changed = await users.update(request.params.id, withoutUndefined(request.body), sessionId);
      if (request.body.password !== undefined) {
        const subject = { kind: 'user', id: changed.id };
        await audit.record({ user: by, action: 'user.password', subject, details: { username: changed.username }, address: request.ip });
      }
      return changed;
    },
  );

  app.delete(
    '/users/:id',
    { config, schema: { tags, summary: 'Remove an account', params: IdParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await users.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** zod types an optional field as possibly undefined; JSON has no undefined, so leaving it out says the same. */
export const withoutUndefined = <T extends object>(body: T): Given<T> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
