import {
  defaultNotificationRetry,
  NotificationRecordBody,
  type NotificationRecord,
  type NotificationRow,
  type NotificationVariable,
} from '@centralino/protocol';
import { z } from 'zod';
import { alsoCheck } from '../../kit/checks.ts';

export type Draft = Omit<NotificationRecordBody, 'salesforce'> & {
  /** Empty until it is saved. */
  id: string;
  /** Kept whatever the type is, so that trying another type loses nothing. */
  salesforce: NonNullable<NotificationRecordBody['salesforce']>;
};

const noSalesforce: Draft['salesforce'] = {
  tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
  issuer: '',
  subject: '',
  audience: 'https://login.salesforce.com',
};

/** What most receivers of service calls want to know. */
export const usualVariables: NotificationRow['variables'] = (
  [
    ['dateISO', 'dateTime'],
    ['idlastcall', 'callId'],
    ['pin', 'agent'],
    ['servizio', 'service'],
    ['cli', 'callerNumber'],
  ] satisfies [NotificationVariable, string][]
).map(([key, parameter]) => ({ key, parameter }));

export const newRow: NotificationRow = {
  enabled: true,
  channel: 'phone',
  callType: 'SERVICECALL',
  event: 'RING',
  service: null,
  variables: usualVariables,
  popupVariables: [],
};

export const blank: Draft = {
  id: '',
  name: '',
  enabled: true,
  type: 'POST',
  uri: 'https://',
  username: '',
  connectTimeoutMs: 5_000,
  responseTimeoutMs: 10_000,
  events: [newRow],
  retry: defaultNotificationRetry,
  salesforce: noSalesforce,
};

export const draftOf = (record: NotificationRecord): Draft => {
  const { id, name, enabled, type, uri, username, connectTimeoutMs, responseTimeoutMs, events, retry, salesforce } = record;
  return {
    id,
    name,
    enabled,
    type,
    uri,
    username,
    connectTimeoutMs,
    responseTimeoutMs,
    events,
    retry,
    salesforce: salesforce ?? noSalesforce,
  };
};

/** What is sent to the server: only what the type has. Secrets that nobody typed are not in it, and stay. */
export function bodyOf({ id: _id, password, privateKey, salesforce, ...rest }: Draft): NotificationRecordBody {
  const basic = rest.type === 'GET' || rest.type === 'POST';
  const secret = <K extends string>(key: K, text: string | null | undefined) =>
    text === undefined || text === '' ? {} : ({ [key]: text } as Record<K, string | null>);
  return {
    ...rest,
    username: basic ? rest.username : '',
    ...secret('password', basic ? password : null),
    ...secret('privateKey', rest.type === 'SALESFORCE' ? privateKey : null),
    salesforce: rest.type === 'SALESFORCE' ? salesforce : null,
  };
}

/** As the server will check it, and names that a receiver would get twice. */
export const draftCheck: z.ZodType = alsoCheck(
  z.preprocess(
    (draft) =>
      draft !== null && typeof draft === 'object' && (draft as Draft).type !== 'SALESFORCE' ? { ...draft, salesforce: null } : draft,
    NotificationRecordBody,
  ),
  ({ events }) => {
    const found: Record<string, string> = {};
    events.forEach(({ variables, popupVariables }, row) => {
      const seen = new Set<string>();
      for (const [list, pairs] of [
        ['variables', variables],
        ['popupVariables', popupVariables],
      ] as const) {
        pairs.forEach(({ parameter }, index) => {
          if (seen.has(parameter)) found[`events.${row}.${list}.${index}.parameter`] = 'double';
          seen.add(parameter);
        });
      }
    });
    return found;
  },
);
