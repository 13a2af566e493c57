import type { FailureCode } from '@centralino/ui';
import type { en } from './en.ts';

type ErrorWord = keyof typeof en.errors;

const words: Record<string, ErrorWord> = {
  network: 'network',
  timeout: 'timeout',
  'connection.lost': 'connectionLost',
  'auth.badCredentials': 'badCredentials',
  'auth.rateLimited': 'rateLimited',
  'request.rateLimited': 'rateLimited',
  'auth.forbidden': 'forbidden',
  'auth.csrf': 'forbidden',
  'agent.busy': 'busy',
  'segment.unknown': 'gone',
  'interaction.unknown': 'gone',
  'segment.state': 'notNow',
  'interaction.state': 'notNow',
  'leg.notAllowed': 'notNow',
  'media.unavailable': 'media',
  'server.stopping': 'stopping',
  'contact.unknown': 'unknownContact',
  'user.weakPassword': 'weakPassword',
  'user.exists': 'userExists',
  'setup.closed': 'setupClosed',
  'setup.badToken': 'setupBadToken',
  'request.invalid': 'invalid',
};

/** The message of a failure: what happened and what to do, in the reader's words rather than the server's. */
export const failureWord = (code: FailureCode): ErrorWord => words[code] ?? 'unknown';
