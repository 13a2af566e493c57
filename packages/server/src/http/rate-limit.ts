import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressKey } from '../auth/attempt-limiter.ts';
import { RateLimitedError } from '../auth/auth.ts';
import { KeyedBuckets } from '../realtime/token-bucket.ts';

/** Requests per second that one session may make in the long run, when nothing else is configured. */
export const defaultApiRate = 100;
/** So many seconds' worth may come at once. */
const burstSeconds = 6;
/** Behind one address may be a whole office. */
const sessionsPerAddress = 10;

const apiPrefix = '/api/v1';

/**
 * Keeps one client from taking the API from all others: `perSecond` requests for a session, ten times that for an address. Addresses are
 * counted before the session is looked up, so that a flood costs no question to the database. Call it on the root before `enforceAccess`;
 * it answers the second hook, to be called after it.
 */
export function limitRequests(app: FastifyInstance, perSecond: number, now: () => number = Date.now): () => void {
  const byAddress = bucketsOf(perSecond * sessionsPerAddress);
  const bySession = bucketsOf(perSecond);
  const take = (buckets: KeyedBuckets, key: string): void => {
    if (!buckets.take(key, now())) throw new RateLimitedError('request.rateLimited', 1_000);
  };
  app.addHook('onRequest', async (request) => {
    if (isApi(request)) take(byAddress, addressKey(request.ip));
  });
  return () => {
    app.addHook('onRequest', async (request) => {
      if (request.session !== null && isApi(request)) take(bySession, request.session.sessionId);
    });
  };
}

const bucketsOf = (perSecond: number): KeyedBuckets => new KeyedBuckets(perSecond * burstSeconds, perSecond);
/** By the route, not by the address as it was written, of which there are many ways. */
const isApi = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith(apiPrefix) === true;
