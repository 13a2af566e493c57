import type { SdkContactEvent } from '@centralino/protocol';

const traceFields = [
  'id',
  'uuid',
  'chat_id',
  'type',
  'media_type',
  'content_type',
  'content_description',
  'job_type',
  'job_state',
  'ani',
  'dnis',
  'queue',
  'reason',
] as const satisfies readonly (keyof SdkContactEvent)[];

/** A contact event as AgentDesktop's sample prints it: names padded with dots to 23 characters, values in brackets. */
export const formatTrace = (event: SdkContactEvent): string =>
  [`[EVENT] [${event.event}] [${event.id}]`, ...traceFields.map((field) => `${field.padEnd(23, '.')}[${event[field]}]`)].join('\n');
