import { createHmac } from 'node:crypto';

export interface TurnCredentialsOptions {
  urls: string[];
  /** coturn's `static-auth-secret`. */
  secret: string;
  ttlMs: number;
  /** Whose credentials these are; shows in the TURN server's log. */
  user: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** As `RTCPeerConnection` takes it. */
export interface TurnServer {
  urls: string[];
  username: string;
  credential: string;
}

/**
 * Time-limited TURN credentials after draft-uberti-behave-turn-rest-00, as coturn's `use-auth-secret` checks them:
 * username = expiry in Unix seconds `:` user, credential = base64 of HMAC-SHA1 over the username.
 */
export function turnCredentials({ urls, secret, ttlMs, user, now }: TurnCredentialsOptions): TurnServer {
  const username = `${Math.floor((now + ttlMs) / 1000)}:${user}`;
  return { urls, username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}
