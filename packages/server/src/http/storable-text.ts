import { CentralinoError } from '@centralino/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { storable } from '../engine/clean.ts';

/** Files (buffers, streams) go to whoever reads them as they are. */
const isPlain = (value: unknown): boolean =>
  typeof value === 'string' ||
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null));

/**
 * One rule for every request: characters that the database can't store (NUL, half an emoji) become U+FFFD before anything is
 * validated, as in the frames of sockets. People's text goes on; nobody meets a database error.
 */
export function acceptStorableText(app: FastifyInstance): void {
  app.addHook('preValidation', async (request: FastifyRequest) => {
    try {
      for (const part of ['params', 'query', 'body'] as const) if (isPlain(request[part])) request[part] = storable(request[part]);
    } catch (error) {
      if (error instanceof RangeError) throw new CentralinoError('request.invalid', 'the body is nested too deep');
      throw error;
    }
  });
}
