import {
  IdParams,
  NotificationCatalogue,
  NotificationDeliveryPage,
  NotificationDeliveryQuery,
  NotificationLogFileParams,
  NotificationLogFiles,
  NotificationLogPage,
  NotificationLogQuery,
  NotificationRecord,
  NotificationRecordBody,
  NotificationRecordList,
  NotificationReplayBody,
  NotificationReplayReply,
  NotificationSecretBody,
  NotificationSecretReply,
  NotificationTestBody,
  NotificationTestReply,
  notificationTypes,
  notificationVariables,
  type NotificationCallType,
  type NotificationVariable,
} from '@centralino/protocol';
import { z } from 'zod';
import { requireRole } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['notifications'];
const config = requireRole('admin');

const catalogue: NotificationCatalogue = {
  types: (Object.keys(notificationTypes) as NotificationCallType[]).map((callType) => {
    const { label, channels, events } = notificationTypes[callType];
    return { callType, label, channels: [...channels], events: events.map((one) => ({ ...one })) };
  }),
  variables: (Object.keys(notificationVariables) as NotificationVariable[]).map((key) => ({ key, label: notificationVariables[key] })),
};

/** Receivers of notifications, what they were told, and their log. */
export function notificationRoutes(app: ZodApp, { notifications }: HttpDeps): void {
  app.get(
    '/notifications/catalogue',
    {
      config,
      schema: { tags, summary: 'Types, events and variables that there are, with their labels', response: { 200: NotificationCatalogue } },
    },
    () => catalogue,
  );

  app.get(
    '/notifications/records',
    { config, schema: { tags, summary: 'All records, each with the state of its receiver', response: { 200: NotificationRecordList } } },
    async () => ({ records: await notifications.list() }),
  );

  app.post(
    '/notifications/records',
    { config, schema: { tags, summary: 'Create a record', body: NotificationRecordBody, response: { 201: NotificationRecord } } },
    async (request, reply) => reply.code(201).send(await notifications.create(request.body)),
  );

  app.get(
    '/notifications/records/:id',
    { config, schema: { tags, summary: 'One record', params: IdParams, response: { 200: NotificationRecord } } },
    (request) => notifications.get(request.params.id),
  );

  app.put(
    '/notifications/records/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a record; secrets that are not given stay',
        params: IdParams,
        body: NotificationRecordBody,
        response: { 200: NotificationRecord },
      },
    },
    (request) => notifications.update(request.params.id, request.body),
  );

  app.delete(
    '/notifications/records/:id',
    {
      config,
      schema: { tags, summary: 'Remove a record and what it was still to be told', params: IdParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await notifications.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/notifications/records/:id/secret',
    {
      config,
      schema: {
        tags,
        summary: 'A new signing secret of a WEBHOOK, answered this once; the old ones go on signing for a while',
        params: IdParams,
        body: NotificationSecretBody,
        response: { 200: NotificationSecretReply },
      },
    },
    async (request) => {
      const secret = await notifications.rotateSecret(request.params.id, request.body.keepOldMs);
      return { secret, record: await notifications.get(request.params.id) };
    },
  );

  app.post(
    '/notifications/records/:id/test',
    {
      config,
      schema: {
        tags,
        summary: 'Send sample data once, as one of the record’s event rows would; shows request and answer',
        params: IdParams,
        body: NotificationTestBody,
        response: { 200: NotificationTestReply },
      },
    },
    (request) => notifications.test(request.params.id, request.body.row),
  );

  app.delete(
    '/notifications/records/:id/breaker',
    {
      config,
      schema: {
        tags,
        summary: 'Forget failures: the receiver is back, deliver again at once',
        params: IdParams,
        response: { 200: NotificationRecord },
      },
    },
    (request) => notifications.resetBreaker(request.params.id),
  );

  app.get(
    '/notifications/deliveries',
    {
      config,
      schema: {
        tags,
        summary: 'Deliveries, newest first',
        querystring: NotificationDeliveryQuery,
        response: { 200: NotificationDeliveryPage },
      },
    },
    (request) => notifications.deliveries(request.query),
  );

  app.post(
    '/notifications/replay',
    {
      config,
      schema: {
        tags,
        summary: 'Deliver again: one delivery, a range of time, or all failed ones',
        body: NotificationReplayBody,
        response: { 200: NotificationReplayReply },
      },
    },
    async (request) => ({ replayed: await notifications.replay(request.body) }),
  );

  app.get(
    '/notifications/log',
    {
      config,
      schema: {
        tags,
        summary: 'The log: every attempt, newest first',
        querystring: NotificationLogQuery,
        response: { 200: NotificationLogPage },
      },
    },
    (request) => notifications.log(request.query),
  );

  app.get(
    '/notifications/log/files',
    { config, schema: { tags, summary: 'Months of the log that can be downloaded', response: { 200: NotificationLogFiles } } },
    async () => ({ files: await notifications.logFiles() }),
  );

  app.get(
    '/notifications/log/files/:name',
    { config, schema: { tags, summary: 'One month of the log, gzip', params: NotificationLogFileParams, response: { 200: z.any() } } },
    (request, reply) =>
      reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="${request.params.name}"`)
        .send(notifications.logFile(request.params.name)),
  );
}
