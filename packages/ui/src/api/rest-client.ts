import {
  AddressBookList,
  AgentList,
  Contact,
  ContactImport,
  ContactMerge,
  ContactPage,
  DeskWidgetConfig,
  DuplicateList,
  ImportPreview,
  InteractionHistory,
  InteractionPage,
  JourneyPage,
  PopupRecords,
  Problem,
  RecordingList,
  SessionReply,
  WorkstationCreated,
  WorkstationList,
  type CreateContactBody,
  type ImportBody,
  type JourneyQuery,
  type MergeContactsBody,
  type SetupBody,
  type UpdateContactBody,
} from '@centralino/protocol';
import { z } from 'zod';
import { RequestFailed } from './request-failed.ts';

/** What an answer has to be: a zod schema, or anything like one. */
export type Check<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown } };

const nothing: Check<unknown> = { safeParse: (value) => ({ success: true, data: value }) };
const WidgetsOfDesk = z.object({ widgets: z.array(DeskWidgetConfig) });

export interface RestClientOptions {
  /** Default `/api/v1`. */
  base?: string;
  /** How long one request may take; default 15,000. */
  timeoutMs?: number;
  fetch?: typeof fetch;
}

/** Where a file of a recording is played and downloaded from. */
export const recordingFileUrl = (recordingId: string, index: number, base = '/api/v1'): string =>
  `${base}/recordings/${encodeURIComponent(recordingId)}/files/${index}`;

/**
 * The REST API as the apps use it: cookies carry the session, every change carries the CSRF token of that session,
 * every refusal becomes a {@link RequestFailed} and every answer is checked against the protocol.
 */
export function createRestClient(options: RestClientOptions = {}) {
  const base = options.base ?? '/api/v1';
  const timeoutMs = options.timeoutMs ?? 15_000;
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  let csrfToken: string | null = null;

  async function call<T>(method: string, path: string, check: Check<T>, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (csrfToken !== null && method !== 'GET') headers['x-csrf-token'] = csrfToken;
    let response: Response;
    try {
      response = await doFetch(`${base}${path}`, {
        method,
        headers,
        credentials: 'same-origin',
        // A removal that is under way when the page closes still reaches the server.
        keepalive: method === 'DELETE',
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new RequestFailed(cause instanceof DOMException && cause.name === 'TimeoutError' ? 'timeout' : 'network', { cause });
    }
    const text = await response.text().catch(() => '');
    let json: unknown;
    try {
      json = text === '' ? {} : JSON.parse(text);
    } catch (cause) {
      // A proxy's error page, say: not ours, so only the status tells.
      throw new RequestFailed(response.status >= 500 ? 'network' : 'reply.invalid', { status: response.status, cause });
    }
    if (!response.ok) {
      const problem = Problem.safeParse(json);
      if (!problem.success) {
        throw new RequestFailed(response.status >= 502 ? 'network' : 'server.error', { status: response.status });
      }
      const { code, title, detail, status, fields } = problem.data;
      throw new RequestFailed(code, { title, detail, status, fields });
    }
    const checked = check.safeParse(json);
    if (!checked.success) throw new RequestFailed('reply.invalid', { status: response.status, cause: checked.error });
    return checked.data;
  }

  const keepToken = (session: SessionReply): SessionReply => {
    csrfToken = session.csrfToken;
    return session;
  };
  const query = (parameters: Record<string, string | number | undefined>): string => {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(parameters)) if (value !== undefined && value !== '') search.set(key, String(value));
    const text = search.toString();
    return text === '' ? '' : `?${text}`;
  };
  const id = encodeURIComponent;

  return {
    /** Any other route: the answer is checked against `check`, refusals are thrown as {@link RequestFailed}. */
    request: call,
    query,
    /** Who is signed in; refused with `auth.required` when nobody is. */
    session: async () => keepToken(await call('GET', '/session', SessionReply)),
    /** Refused with `session.inTalk`, unless it may be left, while somebody is in a talk in this browser; the detail names them. */
    signIn: async (body: { username: string; password: string; leaveTalk?: boolean }) =>
      keepToken(await call('POST', '/session', SessionReply, body)),
    signOut: async (leaveTalk = false) => {
      await call('DELETE', `/session${leaveTalk ? '?leaveTalk=true' : ''}`, nothing);
      csrfToken = null;
    },
    changePassword: async (body: { current: string; password: string }) => {
      await call('PUT', '/session/password', nothing, body);
    },
    /** Creates the first administrator and signs in, with the token of the one-time link. */
    setup: async (body: z.infer<typeof SetupBody>) => {
      const reply = await call('POST', '/setup', nothing, body);
      const session = SessionReply.safeParse(reply);
      return session.success ? keepToken(session.data) : null;
    },
    contacts: {
      /** Who a caller with this number and email may be. */
      matches: async (known: { phone?: string; email?: string; service?: string }) =>
        (await call('GET', `/contacts/matches${query(known)}`, ContactPage)).contacts,
      journey: (contactId: string, filter: Partial<JourneyQuery>) =>
        call('GET', `/contacts/${id(contactId)}/journey${query(filter)}`, JourneyPage),
      books: async () => (await call('GET', '/address-books', AddressBookList)).books,
      remove: (contactId: string) => call('DELETE', `/contacts/${id(contactId)}`, nothing),
      duplicates: () => call('GET', '/contacts/duplicates', DuplicateList),
      merge: (contactId: string, body: z.input<typeof MergeContactsBody>) =>
        call('POST', `/contacts/${id(contactId)}/merge`, ContactMerge, body),
      undoMerge: (mergeId: string) => call('DELETE', `/contact-merges/${id(mergeId)}`, Contact),
      previewImport: (body: z.input<typeof ImportBody>) => call('POST', '/contact-imports/preview', ImportPreview, body),
      startImport: (body: z.input<typeof ImportBody>) => call('POST', '/contact-imports', ContactImport, body),
      importState: (importId: string) => call('GET', `/contact-imports/${id(importId)}`, ContactImport),
      /** Where the browser downloads all contacts (of a book) from. */
      exportUrl: (format: 'csv' | 'vcard', book?: string) => `${base}/contacts/export${query({ format, book })}`,
      search: async (q: string, limit = 20, book?: string) =>
        (await call('GET', `/contacts${query({ q, limit, book })}`, ContactPage)).contacts,
      get: (contactId: string) => call('GET', `/contacts/${id(contactId)}`, Contact),
      create: (body: z.infer<typeof CreateContactBody>) => call('POST', '/contacts', Contact, body),
      update: (contactId: string, body: z.infer<typeof UpdateContactBody>) => call('PATCH', `/contacts/${id(contactId)}`, Contact, body),
    },
    agents: async () => (await call('GET', '/agents', AgentList)).agents,
    /** The widgets that this user's desk shows; none where the server has no widgets. */
    deskWidgets: async () => {
      try {
        return (await call('GET', '/desk-widgets/mine', WidgetsOfDesk)).widgets;
      } catch (error) {
        if (error instanceof RequestFailed && error.code === 'request.notFound') return [];
        throw error;
      }
    },
    interactions: {
      list: (filter: { contactId?: string; agentId?: string; from?: number; limit?: number }) =>
        call('GET', `/interactions${query(filter)}`, InteractionPage),
      get: (interactionId: string) => call('GET', `/interactions/${id(interactionId)}`, InteractionHistory),
      popups: async (interactionId: string) => (await call('GET', `/interactions/${id(interactionId)}/popups`, PopupRecords)).popups,
      /** The saved recordings, and which were removed; refused with `auth.forbidden` to those who may not hear them. */
      recordings: (interactionId: string) => call('GET', `/interactions/${id(interactionId)}/recordings`, RecordingList),
    },
    workstations: {
      list: async () => (await call('GET', '/workstations', WorkstationList)).workstations,
      create: (name: string) => call('POST', '/workstations', WorkstationCreated, { name }),
      remove: async (workstationId: string) => {
        await call('DELETE', `/workstations/${id(workstationId)}`, nothing);
      },
    },
  };
}

export type RestClient = ReturnType<typeof createRestClient>;
