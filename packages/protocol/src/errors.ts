import { z } from 'zod';

/**
 * The one registry of errors. A code is permanent: it is never renamed or used again for something else.
 * `status` is the HTTP status (RFC 9110) of the problem document (RFC 9457); frames carry code, title and detail only.
 */
export const errorRegistry = {
  'request.invalid': { status: 400, title: 'The request is not valid' },
  'request.tooLarge': { status: 413, title: 'The request is too large' },
  'request.unsupportedMediaType': { status: 415, title: 'This content type is not accepted here' },
  'request.range': { status: 416, title: 'The part that was asked for is not in the file' },
  'request.notFound': { status: 404, title: 'There is nothing at this address' },
  'request.rateLimited': { status: 429, title: 'Too many requests: wait a moment and try again' },
  'frame.invalid': { status: 400, title: 'The frame is not valid' },
  'frame.helloFirst': { status: 400, title: 'The first frame must be hello' },
  'auth.required': { status: 401, title: 'Sign in first' },
  'auth.badCredentials': { status: 401, title: 'Username or password is wrong' },
  'auth.wrongPassword': { status: 403, title: 'The current password is wrong' },
  'session.inTalk': { status: 409, title: 'Whoever is signed in in this browser is in a talk' },
  'auth.rateLimited': { status: 429, title: 'Too many attempts: wait and try again' },
  'auth.forbidden': { status: 403, title: 'Your role does not allow this' },
  'auth.csrf': { status: 403, title: 'The CSRF token is missing or wrong: reload the page' },
  'auth.origin': { status: 403, title: 'This page may not connect' },
  'setup.closed': { status: 409, title: 'The first administrator exists already' },
  'setup.badToken': { status: 403, title: 'The set-up link is wrong or was used already' },
  'user.unknown': { status: 404, title: 'There is no such user' },
  'user.exists': { status: 409, title: 'This username is taken' },
  'user.weakPassword': { status: 422, title: 'The password is too easy to guess' },
  'user.lastAdmin': { status: 409, title: 'The last administrator cannot be removed' },
  'service.unknown': { status: 404, title: 'There is no such service' },
  'service.channelNotOffered': { status: 409, title: 'The service does not offer this channel' },
  'service.reserved': { status: 409, title: 'This code belongs to a service of the system' },
  'service.inUse': { status: 409, title: 'The service still has open interactions' },
  'skillset.unknown': { status: 404, title: 'There is no such skillset' },
  'skillset.inUse': { status: 409, title: 'A service or an agent still uses this skillset' },
  'profile.unknown': { status: 404, title: 'There is no such profile' },
  'profile.inUse': { status: 409, title: 'A user or a widget of the desk still uses this profile' },
  'configuration.invalid': { status: 422, title: 'The configuration is not valid: nothing was changed' },
  'configuration.changed': { status: 409, title: 'The configuration has changed in the meantime: look at the differences again' },
  'widget.unknown': { status: 404, title: 'There is no such widget' },
  'widget.disabled': { status: 403, title: 'This widget is switched off' },
  'widget.inUse': { status: 409, title: 'Customers are still in a call through this widget' },
  'widget.origin': { status: 403, title: 'This page may not use this widget' },
  'form.invalid': { status: 422, title: 'Some answers are missing or not valid' },
  'contact.unknown': { status: 404, title: 'There is no such contact' },
  'contact.changed': { status: 409, title: 'Somebody else has changed this contact in the meantime: look at it again' },
  'book.unknown': { status: 404, title: 'There is no such address book' },
  'book.inUse': { status: 409, title: 'There are still contacts in this address book' },
  'book.reserved': { status: 409, title: 'This address book is always there, and everybody’s' },
  'import.unknown': { status: 404, title: 'There is no such import' },
  'import.unreadable': { status: 422, title: 'The file cannot be read' },
  'privacy.open': { status: 409, title: 'Something of this person is still going on: erase them when it is over' },
  'privacy.name': { status: 422, title: 'The name is not the one of this contact' },
  'agent.unknown': { status: 404, title: 'There is no such agent' },
  'agent.notConnected': { status: 409, title: 'The agent has no live connection: open the desk first' },
  'agent.busy': { status: 409, title: 'Finish your open interactions first' },
  'interaction.unknown': { status: 404, title: 'There is no such interaction' },
  'interaction.exists': { status: 409, title: 'An interaction with this id exists already' },
  'interaction.state': { status: 409, title: 'The interaction is not in a state that allows this' },
  'segment.unknown': { status: 404, title: 'This offer or call is not yours or no longer there' },
  'segment.state': { status: 409, title: 'The call is not in a state that allows this' },
  'leg.unknown': { status: 404, title: 'There is no such leg' },
  'leg.notAllowed': { status: 409, title: 'Media is not expected here now' },
  'target.noTrunk': { status: 409, title: 'Numbers cannot be called yet: there is no telephone trunk' },
  'target.unreachable': { status: 409, title: 'This colleague is not signed in or has no live connection' },
  'target.busy': { status: 409, title: 'This colleague is busy' },
  'target.self': { status: 409, title: 'This is you: choose somebody else' },
  'transfer.none': { status: 409, title: 'No transfer of this call is under way' },
  'transfer.running': { status: 409, title: 'This call is being transferred: take it back first' },
  'consult.unknown': { status: 404, title: 'This consultation is not yours or no longer there' },
  'consult.running': { status: 409, title: 'There is a consultation about this call already: complete or cancel it first' },
  'consult.notAnswered': { status: 409, title: 'The colleague is not on the line' },
  'consult.nested': { status: 409, title: 'A consultation cannot be transferred or consulted about' },
  'conference.none': { status: 409, title: 'This call is no conference' },
  'supervise.none': { status: 409, title: 'You do not supervise this call' },
  'supervise.noTalk': { status: 409, title: 'Nobody talks in this interaction' },
  'supervise.ownTalk': { status: 409, title: 'You are in this talk yourself' },
  'outcome.required': { status: 422, title: 'Choose an outcome first' },
  'wrapUp.limit': { status: 409, title: 'After-call work cannot go on any longer' },
  'outcome.unknown': { status: 422, title: 'The service has no such outcome' },
  'media.noDtmf': { status: 409, title: 'Tones cannot be sent on this line' },
  'media.badOffer': { status: 400, title: 'The media offer (SDP) is not valid' },
  'media.noCodec': { status: 400, title: 'The media offer has no codec that Centralino speaks' },
  'media.unavailable': { status: 503, title: 'Media is not available at the moment: try again' },
  'recording.unknown': { status: 404, title: 'There is no such recording' },
  'recording.unavailable': { status: 503, title: 'The recording is in a store that does not answer: try again later' },
  'recording.failed': { status: 507, title: 'The recording cannot be written' },
  'recording.notAllowed': { status: 403, title: 'The service does not let agents record' },
  'recording.running': { status: 409, title: 'This talk is being recorded already' },
  'recording.none': { status: 409, title: 'This talk is not being recorded' },
  'token.invalid': { status: 401, title: 'The token is wrong, expired or was used already' },
  'notification.unknown': { status: 404, title: 'There is no such notification record or delivery' },
  'notification.noSecret': { status: 409, title: 'Only records of type WEBHOOK have a signing secret' },
  'target.refused': { status: 422, title: 'This address may not be called' },
  'popup.invalid': { status: 422, title: 'The popup function cannot be used' },
  'popup.unknown': { status: 404, title: 'There is no such popup' },
  'popup.noDemand': { status: 409, title: 'There is no popup on demand for this contact' },
  'workstation.unknown': { status: 404, title: 'There is no such workstation' },
  'server.busy': { status: 503, title: 'Too much is waiting to be saved at the moment: try again' },
  'server.storageFull': {
    status: 507,
    title: 'Nothing can be saved: the server’s disk is full. Try again when its administrator has made room',
  },
  'server.cannotSave': { status: 503, title: 'Nothing can be saved at the moment: the database does not answer. Try again in a moment' },
  'server.stopping': { status: 503, title: 'The server is restarting: try again in a moment' },
  'server.notReady': { status: 503, title: 'The server is not ready' },
  'server.error': { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorRegistry;

/** An error of the registry. `detail` says what happened here and what to do; `fields` maps a field to its message code. */
export class CentralinoError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly fields: Record<string, string> | undefined;

  constructor(code: ErrorCode, detail?: string, options?: { fields?: Record<string, string>; cause?: unknown }) {
    super(detail === undefined ? errorRegistry[code].title : `${errorRegistry[code].title}: ${detail}`, { cause: options?.cause });
    this.name = 'CentralinoError';
    this.code = code;
    this.detail = detail;
    this.fields = options?.fields;
  }

  get status(): number {
    return errorRegistry[this.code].status;
  }
}

/** Problem details (RFC 9457) as every REST error answers them. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  fields: z.record(z.string(), z.string()).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** `type` is the address of the error's page on the server that answers it (a relative reference, RFC 9457 section 3.1.1). */
export const problemOf = (error: CentralinoError): Problem => ({
  type: `/errors/${error.code}`,
  title: errorRegistry[error.code].title,
  status: error.status,
  code: error.code,
  ...(error.detail === undefined ? {} : { detail: error.detail }),
  ...(error.fields === undefined ? {} : { fields: error.fields }),
});
