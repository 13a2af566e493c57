import type {
  CommandRequest,
  NotificationCallType,
  NotificationEvent,
  NotificationRecordBody,
  NotificationVariable,
} from '@centralino/protocol';
import { defaultNotificationRetry } from '@centralino/protocol';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Contacts } from '../contacts/contacts.ts';
import { createEngine, type Clock, type Engine } from '../engine/index.ts';
import { testAgent, testService } from '../engine/testing.ts';
import { createTargetGuard } from '../net/index.ts';
import type { Store } from '../store/index.ts';
import { silentLogger } from '../store/testing.ts';
import { NotificationService } from './notification-service.ts';
import { createSecretBox } from './secret-box.ts';

/** What a receiver got. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  at: number;
}

/** A receiver of notifications that answers as it is told: a status, or what a function does. */
export async function openReceiver(port = 0) {
  const received: Received[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let answer: (request: Received, response: ServerResponse) => void = (_request, response) => void response.end('ok');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString(), at: Date.now() };
      received.push(one);
      answer(one, response);
      for (const waiter of waiting) if (received.length >= waiter.count) waiter.resolve();
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as { port: number }).port;
  return {
    received,
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    paths: () => received.map(({ path }) => path),
    answers(how: number | typeof answer): void {
      answer = typeof how === 'number' ? (_request, response) => void response.writeHead(how).end() : how;
    },
    /** Resolves when so many requests have come. */
    async atLeast(count: number): Promise<void> {
      if (received.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

type Kind = `${NotificationCallType} ${NotificationEvent}`;

/** A record that is told these events; `variables` as `key` or `key→parameter`. */
export const testRecord = (
  uri: string,
  kinds: readonly Kind[],
  variables: readonly string[],
  changes: Partial<NotificationRecordBody> = {},
): NotificationRecordBody => ({
  name: 'Test',
  enabled: true,
  type: 'GET',
  uri,
  username: '',
  connectTimeoutMs: 1_000,
  responseTimeoutMs: 1_000,
  retry: defaultNotificationRetry,
  salesforce: null,
  events: kinds.map((kind) => {
    const [callType, event] = kind.split(' ') as [NotificationCallType, NotificationEvent];
    return {
      enabled: true,
      channel: 'phone',
      callType,
      event,
      service: null,
      variables: variables.map((one) => {
        const [key, parameter] = one.split('→');
        return { key: key as NotificationVariable, parameter: parameter ?? key ?? '' };
      }),
      popupVariables: [],
    };
  }),
  ...changes,
});

/** Engine and Notification Service on a store, with service `sales` and agents `op1` (ready) and `op2` (on a break). */
export async function openNotifications(store: Store, clock?: Clock) {
  const contacts = new Contacts(store.db);
  const notifications = await NotificationService.open({
    db: store.db,
    logger: silentLogger,
    contacts,
    guard: createTargetGuard(['127.0.0.1']),
    box: createSecretBox('a key for tests only'),
    ...(clock === undefined ? {} : { clock }),
  });
  const engine = await createEngine({
    store,
    logger: silentLogger,
    outbox: notifications.outbox,
    ...(clock === undefined ? {} : { clock }),
  });
  notifications.start();
  const open = {
    engine,
    contacts,
    notifications,
    async send(...commands: CommandRequest[]): Promise<void> {
      for (const command of commands) await engine.send(command);
    },
    /** A customer's call that rings at `op1`. */
    async ring(interactionId: string, contactId: string | null = null): Promise<void> {
      const customer = { name: null, contactId, answers: [] };
      await open.send(
        { type: 'interaction.create', interactionId, service: 'sales', channel: 'webcall', language: 'it', customer },
        { type: 'leg.connected', interactionId, legId: `${interactionId}.c` },
      );
    },
    async answer(interactionId: string, segmentId = `${interactionId}.1`, agentId = 'op1'): Promise<void> {
      await open.send(
        { type: 'segment.accept', interactionId, segmentId, agentId },
        { type: 'leg.connected', interactionId, legId: `${segmentId}.a` },
      );
    },
    async close(): Promise<void> {
      await engine.stop();
      await notifications.stop();
    },
  };
  await staff(engine);
  return open;
}
export type OpenNotifications = Awaited<ReturnType<typeof openNotifications>>;

async function staff(engine: Engine): Promise<void> {
  for (const command of [
    testService({ wrapUpMs: 0 }),
    testAgent('op1'),
    testAgent('op2'),
    { type: 'agent.connect', agentId: 'op1' },
    { type: 'agent.connect', agentId: 'op2' },
    { type: 'agent.setPresence', agentId: 'op1', presence: { kind: 'ready' }, by: 'agent' },
    { type: 'agent.setPresence', agentId: 'op2', presence: { kind: 'paused', reason: 'break' }, by: 'agent' },
  ] satisfies CommandRequest[]) {
    await engine.send(command);
  }
}
