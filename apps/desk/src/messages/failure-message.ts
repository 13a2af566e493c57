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
  'target.noTrunk': 'noTrunk',
  'target.busy': 'targetBusy',
  'target.unreachable': 'targetAway',
  'target.self': 'targetSelf',
  'agent.unknown': 'targetUnknown',
  'service.unknown': 'targetUnknown',
  'service.channelNotOffered': 'channel',
  'transfer.running': 'transferRunning',
  'transfer.none': 'transferNone',
  'consult.running': 'consultRunning',
  'consult.unknown': 'consultGone',
  'consult.nested': 'consultNested',
  'consult.notAnswered': 'notAnswered',
  'conference.none': 'noConference',
  'media.noDtmf': 'noTones',
  'outcome.required': 'outcome',
  'segment.unknown': 'gone',
  'interaction.unknown': 'gone',
  'segment.state': 'notNow',
  'interaction.state': 'notNow',
  'leg.notAllowed': 'notNow',
  'media.unavailable': 'media',
  'server.stopping': 'stopping',
  'contact.unknown': 'unknownContact',
  'contact.changed': 'changedContact',
  'book.unknown': 'unknownBook',
  'user.weakPassword': 'weakPassword',
  'user.exists': 'userExists',
  'setup.closed': 'setupClosed',
  'setup.badToken': 'setupBadToken',
  'request.invalid': 'invalid',
};

/** The message of a failure: what happened and what to do, in the reader's words rather than the server's. */
export const failureWord = (code: FailureCode): ErrorWord => words[code] ?? 'unknown';
