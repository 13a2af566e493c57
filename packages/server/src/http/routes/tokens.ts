import { VerifiedToken, VerifyTokenBody } from '@centralino/protocol';
import { AttemptLimiter, addressKey } from '../../auth/attempt-limiter.ts';
import { RateLimitedError } from '../../auth/auth.ts';
import { isPublic } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

/** Wrong tokens that one address may show: the servers of integrators show right ones, as many as they want. */
const wrongTokens = { attempts: 100, windowMs: 60_000 };

/** For the servers of widgets and popups, which have no account here: the token is what they know. */
export function tokenRoutes(app: ZodApp, { auth }: HttpDeps): void {
  const attempts = new AttemptLimiter(wrongTokens);
  app.post(
    '/tokens/verify',
    {
      config: isPublic,
      schema: {
        tags: ['tokens'],
        summary: 'Whose desk a page is in, by the token that the desk gave it',
        body: VerifyTokenBody,
        response: { 200: VerifiedToken },
      },
    },
    async (request) => {
      const key = addressKey(request.ip);
      // Taken before the token is looked at, so that parallel guesses are counted too.
      const waitMs = attempts.take(key);
      if (waitMs > 0) throw new RateLimitedError('request.rateLimited', waitMs);
      const { token, widgetId } = request.body;
      const verified = await auth.deskTokens.verify(token, widgetId === undefined ? null : { kind: 'widget', id: widgetId });
      attempts.giveBack(key);
      return verified;
    },
  );
}
