import { turnCredentials } from '@centralino/media';
import type { IceServer } from '@centralino/protocol';

/** How long TURN credentials are good for: longer than any talk, because a browser also uses them when its network changes. */
const validMs = 12 * 60 * 60 * 1_000;

/** What browsers are told about STUN and TURN. */
export interface IceServers {
  make(): IceServer[];
}

/** TURN servers with credentials that expire. The secret itself never leaves the server. */
export function createIceServers(turn: { urls: string[]; secret: string } | null, now: () => number): IceServers {
  return { make: () => (turn === null ? [] : [turnCredentials({ ...turn, ttlMs: validMs, user: 'centralino', now: now() })]) };
}
