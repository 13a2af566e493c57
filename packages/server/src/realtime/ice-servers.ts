import { createHmac } from 'node:crypto';
import type { IceServer } from '@centralino/protocol';

/** How long TURN credentials are good for: longer than any talk, because a browser also uses them when its network changes. */
const validMs = 12 * 60 * 60 * 1_000;

/** What browsers are told about STUN and TURN. */
export interface IceServers {
  make(): IceServer[];
}

/**
 * Time-limited TURN credentials as coturn's `use-auth-secret` checks them (draft-uberti-behave-turn-rest-00):
 * username = expiry in seconds, credential = base64(HMAC-SHA1(secret, username)). The secret itself never leaves the server.
 */
export function createIceServers(turn: { urls: string[]; secret: string } | null, now: () => number): IceServers {
  return {
    make() {
      if (turn === null) return [];
      const username = `${Math.floor((now() + validMs) / 1_000)}:centralino`;
      return [{ urls: turn.urls, username, credential: createHmac('sha1', turn.secret).update(username).digest('base64') }];
    },
  };
}
