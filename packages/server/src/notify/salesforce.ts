import type { SalesforceConfig } from '@centralino/protocol';
import { createSign } from 'node:crypto';
import type { GuardedClient } from '../net/index.ts';

/** How long an assertion is valid: long enough for clocks that differ a little. */
const assertionSeconds = 180;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The signed claim of RFC 7523: RS256 with the key whose certificate the connected app has. */
export function assertionOf(config: SalesforceConfig, privateKey: string, now: number): string {
  const claims = { iss: config.issuer, sub: config.subject, aud: config.audience, exp: Math.floor(now / 1_000) + assertionSeconds };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

/** The access token of one record: got once, kept until the receiver says that it is no good any more (401). */
export class SalesforceToken {
  #token: string | null = null;

  /** Throws with words for the log when there is none to be had. */
  async get(
    client: GuardedClient,
    config: SalesforceConfig,
    privateKey: string | null,
    limits: { connectTimeoutMs: number; responseTimeoutMs: number; now: number },
  ): Promise<string> {
    if (this.#token !== null) return this.#token;
    if (privateKey === null) throw new Error('the private key of the connected app is missing');
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: assertionOf(config, privateKey, limits.now),
    }).toString();
    const answer = await client.send({
      method: 'POST',
      url: config.tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
      connectTimeoutMs: limits.connectTimeoutMs,
      responseTimeoutMs: limits.responseTimeoutMs,
    });
    const reply = parsed(answer.body);
    if (answer.status !== 200 || typeof reply['access_token'] !== 'string') {
      throw new Error(
        `no access token: ${answer.status} ${String(reply['error'] ?? '')} ${String(reply['error_description'] ?? '')}`.trim(),
      );
    }
    return (this.#token = reply['access_token']);
  }

  /** The receiver refused it: the next attempt gets a new one. */
  drop(): void {
    this.#token = null;
  }
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
