import { CentralinoError, type SessionUser } from '@centralino/protocol';
import { sql } from 'kysely';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store } from '../store/index.ts';
import { AttemptLimiter, addressKey } from './attempt-limiter.ts';
import { DeskTokens } from './desk-tokens.ts';
import { createPasswordHasher, type PasswordHasher } from './password-hasher.ts';
import { isDemoPassword } from './password-policy.ts';
import { type Session, Sessions } from './sessions.ts';
import { Setup } from './setup.ts';
import { SignInBrake } from './sign-in-brake.ts';

export type { Session, SessionEnded } from './sessions.ts';

/** Guesses at a set-up link that are allowed, and of who is signed in at their own present password. */
const addressLimit = { attempts: 50, windowMs: 5 * 60_000 };
const presentPasswordLimit = { attempts: 10, windowMs: 5 * 60_000 };
/** How often ended sessions are looked for. */
const sweepEveryMs = 60_000;

/** Too many attempts; `retryAfterMs` says when the next one is listened to. */
export class RateLimitedError extends CentralinoError {
  readonly retryAfterMs: number;

  constructor(code: 'auth.rateLimited' | 'request.rateLimited', retryAfterMs: number) {
    super(code, `try again in ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} seconds`);
    this.retryAfterMs = retryAfterMs;
  }
}

export type SignInRequest = { username: string; password: string; /** Of the browser, for the rate limit. */ address: string };

/** Who is who: the only place that knows passwords and session tokens. */
export type Auth = {
  /** Who asks, by the session cookie; null for nobody. Takes any request, also the upgrade request of a socket. */
  sessionFromRequest(request: { headers: IncomingHttpHeaders }): Promise<Session | null>;
  /** Checks the password and opens a session. The token goes into the cookie and nowhere else. */
  signIn(request: SignInRequest): Promise<{ token: string; session: Session }>;
  /** Opens a session for somebody who has just proved who they are in another way (set-up link). */
  openSession(user: SessionUser): Promise<{ token: string; session: Session }>;
  /** Ends the session everywhere it is open. */
  signOut(sessionId: string): Promise<void>;
  /** Ends all sessions of a user (disabled, deleted, new password), except possibly one. */
  signOutUser(userId: string, exceptSessionId?: string | null): Promise<void>;
  /** Called for every session that ended: signed out, expired, disabled. Returns a function that stops it. */
  onSignedOut(listener: (sessionId: string, userId: string) => void): () => void;
  /** The session is in use (an open desk): call it now and then, so that it does not end as idle. */
  touch(sessionId: string): Promise<void>;
  /** Whether this is the password of somebody who is signed in. Throws `auth.wrongPassword`, or `RateLimitedError` after too many guesses. */
  checkPasswordOf(userId: string, password: string): Promise<void>;
  /** Throws `RateLimitedError` when this address guesses too much at set-up links. */
  checkAddress(address: string): void;
  sessions: Sessions;
  /** For pages beside the desk: widgets and popups. */
  deskTokens: DeskTokens;
  setup: Setup;
  hasher: PasswordHasher;
  close(): Promise<void>;
};

/**
 * `allowDemoPasswords`: only the demo, which listens on loopback only, lets in accounts whose password is their username.
 * `sleep`: how attempts wait for their turn.
 */
export function createAuth(options: {
  store: Pick<Store, 'db'>;
  logger: Logger;
  allowDemoPasswords?: boolean;
  now?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
}): Auth {
  const { store, logger, allowDemoPasswords = false, now = Date.now, sleep = setTimeout } = options;
  const sessions = new Sessions(store.db, now);
  const deskTokens = new DeskTokens(store.db, now);
  const hasher = createPasswordHasher();
  const byAddress = new AttemptLimiter(addressLimit, now);
  /** Apart from the sign-in's: who guesses in somebody's open window keeps nobody from signing in. */
  const bySignedIn = new AttemptLimiter(presentPasswordLimit, now);
  const brake = new SignInBrake(now);

  const sweeper = setInterval(() => {
    Promise.all([sessions.sweep(), deskTokens.sweep()]).catch((error: unknown) => {
      logger.warn({ err: error }, 'Could not look for ended sessions');
    });
  }, sweepEveryMs);
  sweeper.unref();

  const checkAddress = (address: string): void => {
    const waitMs = byAddress.take(addressKey(address));
    if (waitMs > 0) throw new RateLimitedError('auth.rateLimited', waitMs);
  };

  const signIn = async ({ username, password, address }: SignInRequest): Promise<{ token: string; session: Session }> => {
    const name = username.toLowerCase();
    // An attempt is counted before the password is looked at, so that parallel guesses are counted too.
    const { waitMs, retryMs } = brake.take(address, name);
    if (retryMs > 0) throw new RateLimitedError('auth.rateLimited', retryMs);
    if (waitMs > 0) await sleep(waitMs);

    const user = await store.db
      .selectFrom('users')
      .select(['id', 'username', 'name', 'roles', 'password_hash', 'enabled'])
      .where(sql<string>`lower(username)`, '=', name)
      .executeTakeFirst();
    const matches = await hasher.verify(password, user?.password_hash ?? null);
    if (user === undefined || !matches || !user.enabled) {
      logger.info({ address }, 'Sign-in refused');
      throw new CentralinoError('auth.badCredentials');
    }
    brake.succeeded(address, name);
    if (!allowDemoPasswords && isDemoPassword(password, user.username)) {
      logger.warn({ userId: user.id }, 'Refused an account that still has a demo password: set a new one with "centralino user password"');
      throw new CentralinoError('user.weakPassword', 'this account still has its demo password; an administrator must set another one');
    }
    return sessions.open({ id: user.id, username: user.username, name: user.name, roles: user.roles as SessionUser['roles'] });
  };

  const checkPasswordOf = async (userId: string, password: string): Promise<void> => {
    const waitMs = bySignedIn.take(userId);
    if (waitMs > 0) throw new RateLimitedError('auth.rateLimited', waitMs);
    const user = await store.db.selectFrom('users').select('password_hash').where('id', '=', userId).executeTakeFirst();
    if (!(await hasher.verify(password, user?.password_hash ?? null))) throw new CentralinoError('auth.wrongPassword');
    bySignedIn.giveBack(userId);
  };

  return {
    checkPasswordOf,
    sessionFromRequest: (request) => sessions.ofRequest(request),
    signIn,
    openSession: (user) => sessions.open(user),
    signOut: (sessionId) => sessions.end(sessionId),
    signOutUser: (userId, except) => sessions.endAllOf(userId, except),
    onSignedOut: (listener) => sessions.onEnded(({ sessionId, userId }) => listener(sessionId, userId)),
    touch: (sessionId) => sessions.touch(sessionId),
    checkAddress,
    sessions,
    deskTokens,
    setup: new Setup(store.db, hasher, now),
    hasher,
    async close() {
      clearInterval(sweeper);
      await hasher.close();
    },
  };
}
