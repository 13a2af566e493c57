/** Where the customer's only key to their call survives a refresh. */
export interface StoredSession {
  token: string;
  /** Milliseconds since 1970; afterwards the token is thrown away. */
  expiresAt: number;
  video: boolean;
}

const keyOf = (widget: string): string => `centralino.session.${widget}`;
const legKey = 'centralino.leg';
const mutedKey = 'centralino.muted';
/** Longer than any wait; the server's own expiry is what counts. */
export const sessionLifetimeMs = 12 * 3_600_000;

/** Storage that is forbidden (third-party frames, private modes) must not break a call: it only won't survive a refresh. */
function quietly<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

export function readSession(widget: string, now: number): StoredSession | null {
  return quietly(() => {
    const stored = JSON.parse(localStorage.getItem(keyOf(widget)) ?? 'null') as Partial<StoredSession> | null;
    if (typeof stored?.token !== 'string' || typeof stored.expiresAt !== 'number' || stored.expiresAt < now) return null;
    return { token: stored.token, expiresAt: stored.expiresAt, video: stored.video === true };
  }, null);
}

/** Something is kept, be it too old: asked by the loader, which reads no JSON with what the page may have made of it. */
export const hasSession = (widget: string): boolean => quietly(() => localStorage.getItem(keyOf(widget)) !== null, false);

export const writeSession = (widget: string, session: StoredSession): void =>
  quietly(() => localStorage.setItem(keyOf(widget), JSON.stringify(session)), undefined);

export const clearSession = (widget: string): void => quietly(() => localStorage.removeItem(keyOf(widget)), undefined);

/** This page's own mark: the leg whose media it holds. It survives a refresh, not the end of the tab. */
export const readOwnLeg = (): string | null => quietly(() => sessionStorage.getItem(legKey), null);
export const writeOwnLeg = (legId: string | null): void =>
  quietly(() => (legId === null ? sessionStorage.removeItem(legKey) : sessionStorage.setItem(legKey, legId)), undefined);

export const readMuted = (): boolean => quietly(() => sessionStorage.getItem(mutedKey) === '1', false);
export const writeMuted = (muted: boolean): void =>
  quietly(() => (muted ? sessionStorage.setItem(mutedKey, '1') : sessionStorage.removeItem(mutedKey)), undefined);
