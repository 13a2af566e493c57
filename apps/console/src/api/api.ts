import {
  AddressBook,
  AddressBookList,
  AgentList,
  AuditPage,
  type AuditQuery,
  ConfigurationPlan,
  Erasure,
  ErasureList,
  InteractionPage,
  Overview,
  SystemStatus,
  DeskWidgetConfig,
  DeskWidgetList,
  PauseReasonList,
  PrivacyPreview,
  Profile,
  ProfileList,
  RecordingPage,
  ServiceConfig,
  ServiceList,
  Skillset,
  SkillsetList,
  User,
  UserList,
  WidgetConfig,
  WidgetList,
  type CreateUserBody,
  type PauseReason,
  type RecordingQuery,
  type UpdateUserBody,
} from '@centralino/protocol';
import type { Check } from '@centralino/ui';
import { z } from 'zod';
import { rest } from '../session.ts';

const anything: Check<unknown> = { safeParse: (data) => ({ success: true, data }) };
const enc = encodeURIComponent;

/** A kind of thing that has its key in the address: listed whole, written with PUT, removed with DELETE. */
function keyed<T extends object, K extends keyof T & string>(path: string, key: K, one: z.ZodType<T>, all: () => Promise<T[]>) {
  return {
    list: all,
    put: (thing: T): Promise<T> => {
      const { [key]: id, ...body } = thing;
      return rest.request('PUT', `${path}/${enc(String(id))}`, one, body);
    },
    remove: (id: string): Promise<unknown> => rest.request('DELETE', `${path}/${enc(id)}`, anything),
  };
}

/** What administrators change, over REST. */
export const api = {
  services: keyed('/services', 'code', ServiceConfig, async () => (await rest.request('GET', '/services', ServiceList)).services),
  skillsets: keyed('/skillsets', 'code', Skillset, async () => (await rest.request('GET', '/skillsets', SkillsetList)).skillsets),
  profiles: keyed('/profiles', 'code', Profile, async () => (await rest.request('GET', '/profiles', ProfileList)).profiles),
  widgets: keyed('/widgets', 'id', WidgetConfig, async () => (await rest.request('GET', '/widgets', WidgetList)).widgets),
  deskWidgets: keyed(
    '/desk-widgets',
    'id',
    DeskWidgetConfig as z.ZodType<DeskWidgetConfig>,
    async () => (await rest.request('GET', '/desk-widgets', DeskWidgetList)).widgets,
  ),
  books: {
    list: async () => (await rest.request('GET', '/address-books', AddressBookList)).books,
    put: ({ id, name, services }: AddressBook) => rest.request('PUT', `/address-books/${enc(id)}`, AddressBook, { name, services }),
    remove: (id: string) => rest.request('DELETE', `/address-books/${enc(id)}`, anything),
  },
  recordings: {
    list: (query: Partial<RecordingQuery>) => rest.request('GET', `/recordings${rest.query(query)}`, RecordingPage),
    remove: (id: string) => rest.request('DELETE', `/recordings/${enc(id)}`, anything),
  },
  privacy: {
    preview: (contactId: string) => rest.request('GET', `/privacy/contacts/${enc(contactId)}`, PrivacyPreview),
    exportUrl: (contactId: string) => `/api/v1/privacy/contacts/${enc(contactId)}/export`,
    erase: (contactId: string, name: string) => rest.request('POST', '/privacy/erasures', Erasure, { contactId, name }),
    list: async () => (await rest.request('GET', '/privacy/erasures', ErasureList)).erasures,
  },
  overview: (from: number) => rest.request('GET', `/overview${rest.query({ from })}`, Overview),
  system: () => rest.request('GET', '/system', SystemStatus),
  agents: async () => (await rest.request('GET', '/agents', AgentList)).agents,
  /** Whether there was ever an interaction. */
  anyInteraction: async () => (await rest.request('GET', '/interactions?limit=1', InteractionPage)).interactions.length > 0,
  audit: (query: Partial<AuditQuery>) => rest.request('GET', `/audit${rest.query(query)}`, AuditPage),
  configuration: {
    export: async () => (await rest.request('GET', '/configuration', z.object({ yaml: z.string() }))).yaml,
    plan: (yaml: string) => rest.request('POST', '/configuration/plan', ConfigurationPlan, { yaml }),
    apply: (yaml: string, fingerprint?: string) =>
      rest.request('POST', '/configuration/apply', ConfigurationPlan, { yaml, ...(fingerprint === undefined ? {} : { fingerprint }) }),
  },
  pauseReasons: {
    list: async () => (await rest.request('GET', '/pause-reasons', PauseReasonList)).pauseReasons,
    replace: async (pauseReasons: PauseReason[]) =>
      (await rest.request('PUT', '/pause-reasons', PauseReasonList, { pauseReasons })).pauseReasons,
  },
  users: {
    list: async () => (await rest.request('GET', '/users', UserList)).users,
    create: (body: z.input<typeof CreateUserBody>) => rest.request('POST', '/users', User, body),
    update: (id: string, body: z.input<typeof UpdateUserBody>) => rest.request('PATCH', `/users/${enc(id)}`, User, body),
    remove: (id: string) => rest.request('DELETE', `/users/${enc(id)}`, anything),
  },
};
