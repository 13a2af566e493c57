import type { NotificationFact, NotificationRecordConfig, NotificationRow, NotificationVariable } from '@centralino/protocol';
import type { OutgoingRequest } from '../net/index.ts';
import type { RecordSecrets } from './records.ts';
import { webhookSignature } from './webhook-signature.ts';

export type Mapping = Pick<NotificationRow, 'variables' | 'popupVariables'>;

export interface Telling {
  /** The same for every attempt of one delivery. */
  messageId: string;
  fact: NotificationFact;
  mapping: Mapping;
  values: Record<NotificationVariable, string>;
}

/** Parameters in the order of the mapping: variables, then popup variables; a value that is not there is empty. */
function parametersOf({ fact, mapping, values }: Telling): [string, string][] {
  const data = new Map(fact.data.map(({ name, value }) => [name, value]));
  return [
    ...mapping.variables.map(({ key, parameter }): [string, string] => [parameter, values[key]]),
    ...mapping.popupVariables.map(({ key, parameter }): [string, string] => [parameter, data.get(key) ?? '']),
  ];
}

const encoded = (parameters: readonly [string, string][]): string =>
  parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

/** The address with parameters after its own query. */
function withQuery(uri: string, query: string): string {
  const base = uri.split('#', 1)[0] ?? uri;
  if (query === '') return base;
  return base.includes('?') ? `${base}${/[?&]$/.test(base) ? '' : '&'}${query}` : `${base}?${query}`;
}

/** Without a mapping a webhook gets everything, under the names of the variables. */
function webhookBody(telling: Telling): string {
  const { fact, mapping, values } = telling;
  const mapped = mapping.variables.length + mapping.popupVariables.length > 0;
  const data = mapped
    ? Object.fromEntries(parametersOf(telling))
    : { ...values, popup: Object.fromEntries(fact.data.map(({ name, value }) => [name, value])) };
  return JSON.stringify({ type: `${fact.type}.${fact.event}`.toLowerCase(), timestamp: new Date(fact.at).toISOString(), data });
}

/** The request by which a record is told. `accessToken`: of SALESFORCE. `now`: milliseconds. */
export function renderRequest(
  record: NotificationRecordConfig,
  secrets: RecordSecrets,
  telling: Telling,
  now: number,
  accessToken: string | null = null,
): OutgoingRequest {
  const { connectTimeoutMs, responseTimeoutMs } = record;
  const limits = { connectTimeoutMs, responseTimeoutMs };
  const basic =
    record.username === ''
      ? {}
      : { authorization: `Basic ${Buffer.from(`${record.username}:${secrets.password ?? ''}`).toString('base64')}` };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  switch (record.type) {
    case 'GET':
      return { method: 'GET', url: withQuery(record.uri, encoded(parametersOf(telling))), headers: basic, body: null, ...limits };
    case 'POST':
      return {
        method: 'POST',
        url: withQuery(record.uri, ''),
        headers: { ...form, ...basic },
        body: encoded(parametersOf(telling)),
        ...limits,
      };
    case 'SALESFORCE':
      return {
        method: 'POST',
        url: withQuery(record.uri, ''),
        headers: { ...form, ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }) },
        body: encoded(parametersOf(telling)),
        ...limits,
      };
    case 'WEBHOOK': {
      const body = webhookBody(telling);
      const timestamp = Math.floor(now / 1_000);
      const valid = secrets.webhook.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
      const headers = {
        'content-type': 'application/json',
        'webhook-id': telling.messageId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': webhookSignature(valid, telling.messageId, timestamp, body),
      };
      return { method: 'POST', url: withQuery(record.uri, ''), headers, body, ...limits };
    }
  }
}

const secretName = /key|token|secret|passw|pwd|auth|sig/i;

/** An address as it may be logged: values of parameters that look like secrets are left out. */
export const withoutSecrets = (url: string): string =>
  url.replace(/([?&])([^=&#]+)=([^&#]*)/g, (all, mark: string, name: string) => (secretName.test(name) ? `${mark}${name}=***` : all));
