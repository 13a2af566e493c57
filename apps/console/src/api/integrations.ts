import {
  NotificationCatalogue,
  NotificationLogFiles,
  NotificationLogPage,
  NotificationRecord,
  NotificationRecordList,
  NotificationReplayReply,
  NotificationSecretReply,
  NotificationTestReply,
  PopupSaved,
  PopupSettings,
  PopupStatus,
  PopupTrial,
  WorkstationOverview,
  type AttemptOutcome,
  type NotificationRecordBody,
  type NotificationReplayBody,
  type PopupConfig,
  type PopupVariables,
} from '@centralino/protocol';
import type { Check } from '@centralino/ui';
import { rest } from '../session.ts';

const anything: Check<unknown> = { safeParse: (data) => ({ success: true, data }) };
const one = (id: string): string => `/notifications/records/${encodeURIComponent(id)}`;

export interface LogFilter {
  record?: string;
  interaction?: string;
  outcome?: AttemptOutcome;
  text?: string;
  from?: number;
  to?: number;
  before?: number;
  limit?: number;
}

/** Receivers of notifications and what they were told, over REST. */
export const notifications = {
  catalogue: () => rest.request('GET', '/notifications/catalogue', NotificationCatalogue),
  list: async () => (await rest.request('GET', '/notifications/records', NotificationRecordList)).records,
  create: (body: NotificationRecordBody) => rest.request('POST', '/notifications/records', NotificationRecord, body),
  update: (id: string, body: NotificationRecordBody) => rest.request('PUT', one(id), NotificationRecord, body),
  remove: (id: string) => rest.request('DELETE', one(id), anything),
  /** A new signing secret, told this once. */
  rotate: (id: string, keepOldMs: number) => rest.request('POST', `${one(id)}/secret`, NotificationSecretReply, { keepOldMs }),
  test: (id: string, row: number) => rest.request('POST', `${one(id)}/test`, NotificationTestReply, { row }),
  tryNow: (id: string) => rest.request('DELETE', `${one(id)}/breaker`, NotificationRecord),
  log: (filter: LogFilter) => rest.request('GET', `/notifications/log${rest.query({ ...filter })}`, NotificationLogPage),
  logFiles: async () => (await rest.request('GET', '/notifications/log/files', NotificationLogFiles)).files,
  logFileHref: (name: string): string => `/api/v1/notifications/log/files/${encodeURIComponent(name)}`,
  replay: async (body: NotificationReplayBody) =>
    (await rest.request('POST', '/notifications/replay', NotificationReplayReply, body)).replayed,
};

/** The popup function and where it is used, over REST. */
export const popups = {
  settings: () => rest.request('GET', '/popup', PopupSettings),
  save: (config: PopupConfig) => rest.request('PUT', '/popup', PopupSaved, config),
  try: (source: string, variables: Partial<PopupVariables>) => rest.request('POST', '/popup/try', PopupTrial, { source, variables }),
  status: () => rest.request('GET', '/popup/status', PopupStatus),
  workstations: async () => (await rest.request('GET', '/popup/workstations', WorkstationOverview)).workstations,
};
