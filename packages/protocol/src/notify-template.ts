import { defaultNotificationRetry, type NotificationRecordBody } from './notify.ts';
import type { NotificationCallType, NotificationEvent, NotificationVariable } from './notify-words.ts';

type Told = [NotificationCallType, NotificationEvent];
type Mapping = Partial<Record<NotificationVariable, string>>;

const ofService: Mapping = { dateISO: 'dateTime', idlastcall: 'callId', cli: 'callerNumber' };
const ofCalled: Mapping = { dateISO: 'dateTime', id: 'callId', dnis: 'calledNumber' };
const ofCaller: Mapping = { dateISO: 'dateTime', id: 'callId', clid: 'callerNumber' };

/** The nine records of the CRM example: path below the CRM's address → name, events, variables in the order of their parameters. */
const records: Record<string, { name: string; told: Told[]; mapping: Mapping }> = {
  'service/ring': {
    name: 'Chiamata di servizio inbound - Ring',
    told: [['SERVICECALL', 'RING']],
    mapping: { dateISO: 'dateTime', idlastcall: 'callId', pin: 'agent', servizio: 'service', cli: 'callerNumber' },
  },
  'service/answer': { name: 'Chiamata di servizio inbound - Risposta', told: [['SERVICECALL', 'SERVICE_ANSWER']], mapping: ofService },
  'service/hangup': {
    name: 'Chiamata di servizio inbound - Abbattuta',
    told: [
      ['SERVICECALL', 'SERVICE_HANGUP'],
      ['SERVICECALL', 'HANGUP'],
    ],
    mapping: ofService,
  },
  'outbound/new': {
    name: 'Chiamata outbound - Nuova',
    told: [['OUTBOUNDCALL', 'NEW']],
    mapping: { ...ofCalled, userclid: 'agent' },
  },
  'outbound/answer': { name: 'Chiamata outbound - Risposta', told: [['OUTBOUNDCALL', 'ANSWER']], mapping: ofCalled },
  'outbound/hangup': { name: 'Chiamata outbound - Abbattuta', told: [['OUTBOUNDCALL', 'HANGUP']], mapping: ofCalled },
  'transfer/transfer': {
    name: 'Chiamata trasferita - Trasferita',
    told: [['TRANSFER', 'TRANSFERRED']],
    mapping: { ...ofCaller, userdnis: 'transferToAgent' },
  },
  'transfer/answer': { name: 'Chiamata trasferita - Risposta', told: [['INBOUNDCALL', 'ANSWER']], mapping: ofCaller },
  'transfer/hangup': { name: 'Chiamata trasferita - Abbattuta', told: [['INBOUNDCALL', 'HANGUP']], mapping: ofCaller },
};

export const crmRecordPaths: readonly string[] = Object.keys(records);

/**
 * Where a CRM is, from what a person enters: its address, or the whole address of any of its nine pages, which tells the suffix too.
 * `suffix` is what stands behind every path, as `.php`.
 */
export function crmPlace(entered: string, suffix: string): { base: string; suffix: string } {
  const plain = entered.trim().replace(/\/+$/, '');
  for (const path of crmRecordPaths) {
    const at = plain.lastIndexOf(`/${path}`);
    const rest = plain.slice(at + path.length + 1);
    if (at > 0 && /^(\.\w+)?$/.test(rest)) return { base: plain.slice(0, at), suffix: rest };
  }
  return { base: plain, suffix: suffix.trim() };
}

/** The record that tells the receiver at `path` (one of `crmRecordPaths`) below `base`, with `suffix` behind the path. */
export function crmRecord(path: string, base: string, suffix = ''): NotificationRecordBody {
  const record = records[path];
  if (record === undefined) throw new Error(`the CRM example has no record ${path}`);
  const variables = (Object.entries(record.mapping) as [NotificationVariable, string][]).map(([key, parameter]) => ({ key, parameter }));
  return {
    name: record.name,
    enabled: true,
    type: 'GET',
    uri: `${base}/${path}${suffix}`,
    username: '',
    connectTimeoutMs: 1_000,
    responseTimeoutMs: 1_000,
    retry: defaultNotificationRetry,
    salesforce: null,
    events: record.told.map(([callType, event]) => ({
      enabled: true,
      channel: 'phone',
      callType,
      event,
      service: null,
      variables,
      popupVariables: [],
    })),
  };
}
