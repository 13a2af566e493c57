import { z } from 'zod';
import { NotificationCallType, NotificationChannel, NotificationEvent, notificationTypes, NotificationVariable } from './notify-words.ts';
import { Code, Id, Text, Time } from './words.ts';

export const NotificationType = z.enum(['GET', 'POST', 'SALESFORCE', 'WEBHOOK']);
export type NotificationType = z.infer<typeof NotificationType>;

const parameter = z.string().trim().min(1).max(100);
const timeoutMs = z.number().int().min(100).max(60_000);

/** One event that a record is told of. Parameters are sent in the order of `variables`, then of `popupVariables`. */
export const NotificationRow = z
  .object({
    enabled: z.boolean(),
    channel: NotificationChannel,
    callType: NotificationCallType,
    event: NotificationEvent,
    /** Only of this service; null: of all. */
    service: Code.nullable(),
    variables: z.array(z.object({ key: NotificationVariable, parameter })).max(50),
    /** `key`: the name of a value that an integration set on the interaction. */
    popupVariables: z.array(z.object({ key: z.string().trim().min(1).max(100), parameter })).max(50),
  })
  .superRefine(({ channel, callType, event }, context) => {
    const { channels, events } = notificationTypes[callType];
    if (!channels.includes(channel)) context.addIssue({ code: 'custom', path: ['channel'], message: `not a channel of ${callType}` });
    if (!events.some((one) => one.event === event)) {
      context.addIssue({ code: 'custom', path: ['event'], message: `not an event of ${callType}` });
    }
  });
export type NotificationRow = z.infer<typeof NotificationRow>;

/** `forMs`: how long a delivery that fails for the moment is tried again. A WEBHOOK follows the schedule of Standard Webhooks instead. */
export const NotificationRetry = z.object({
  enabled: z.boolean(),
  forMs: z
    .number()
    .int()
    .min(1_000)
    .max(7 * 24 * 3_600_000),
});
export type NotificationRetry = z.infer<typeof NotificationRetry>;
export const defaultNotificationRetry: NotificationRetry = { enabled: true, forMs: 24 * 3_600_000 };

const address = z
  .url()
  .max(2_000)
  // No user and password in it: they would be in every log.
  .regex(/^https?:\/\/[^/?#@\s]+([/?#]|$)/i, 'must be a complete http:// or https:// address without user and password in it');

/** OAuth 2.0 JWT bearer flow (RFC 7523): what the connected app is configured with. */
export const SalesforceConfig = z.object({
  tokenUrl: address,
  /** Consumer key of the connected app. */
  issuer: z.string().trim().min(1).max(300),
  /** Username in whose name it is written. */
  subject: z.string().trim().min(1).max(300),
  audience: z.string().trim().min(1).max(300),
});
export type SalesforceConfig = z.infer<typeof SalesforceConfig>;

const recordFields = {
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  type: NotificationType,
  uri: address,
  /** Basic authentication of GET and POST; empty: none. */
  username: z.string().max(200).default(''),
  connectTimeoutMs: timeoutMs.default(5_000),
  responseTimeoutMs: timeoutMs.default(10_000),
  events: z.array(NotificationRow).max(100),
  retry: NotificationRetry.default(defaultNotificationRetry),
  salesforce: SalesforceConfig.nullable().default(null),
};

export const NotificationRecordConfig = z.object({ id: Id, ...recordFields });
export type NotificationRecordConfig = z.infer<typeof NotificationRecordConfig>;

/** Absent secrets stay as they are; null removes them. They are never answered. */
export const NotificationRecordBody = z
  .object({
    ...recordFields,
    password: z.string().max(500).nullable().optional(),
    /** PEM, of SALESFORCE. */
    privateKey: z.string().max(20_000).nullable().optional(),
  })
  .superRefine(({ type, salesforce }, context) => {
    if (type === 'SALESFORCE' && salesforce === null) {
      context.addIssue({ code: 'custom', path: ['salesforce'], message: 'is needed for this type' });
    }
  });
export type NotificationRecordBody = z.infer<typeof NotificationRecordBody>;

/** Whether a receiver is spared because it does not answer. */
export const BreakerState = z.object({
  state: z.enum(['closed', 'open', 'halfOpen']),
  since: Time,
  /** When it is tried next; only while open. */
  until: Time.nullable(),
  failures: z.number().int().nonnegative(),
  lastError: z.string().nullable(),
});
export type BreakerState = z.infer<typeof BreakerState>;

export const NotificationRecord = NotificationRecordConfig.extend({
  hasPassword: z.boolean(),
  hasPrivateKey: z.boolean(),
  /** Of WEBHOOK: the secrets that sign now; after a rotation the old one signs too until `until`. */
  secrets: z.array(z.object({ hint: z.string(), createdAt: Time, until: Time.nullable() })),
  breaker: BreakerState,
  pending: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  /** The receiver answered 410 Gone: the record was switched off. */
  gone: z.boolean(),
  updatedAt: Time,
});
export type NotificationRecord = z.infer<typeof NotificationRecord>;
export const NotificationRecordList = z.object({ records: z.array(NotificationRecord) });

/** A new secret of a WEBHOOK, shown this once. */
export const NotificationSecretReply = z.object({ secret: z.string(), record: NotificationRecord });
export const NotificationSecretBody = z.object({
  /** How long the secrets before it go on signing. */
  keepOldMs: z
    .number()
    .int()
    .min(0)
    .max(7 * 24 * 3_600_000)
    .default(24 * 3_600_000),
});

export const NotificationCatalogue = z.object({
  types: z.array(
    z.object({
      callType: NotificationCallType,
      label: Text,
      channels: z.array(NotificationChannel),
      events: z.array(z.object({ event: NotificationEvent, label: Text })),
    }),
  ),
  variables: z.array(z.object({ key: NotificationVariable, label: Text })),
});
export type NotificationCatalogue = z.infer<typeof NotificationCatalogue>;

/** `row`: which of the record's event rows is tried with sample data. */
export const NotificationTestBody = z.object({ row: z.number().int().min(0).max(99) });
export const NotificationTestReply = z.object({
  request: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()), body: z.string().nullable() }),
  status: z.number().int().nullable(),
  answer: z.string().nullable(),
  error: z.string().nullable(),
  durationMs: z.number().nonnegative(),
});
export type NotificationTestReply = z.infer<typeof NotificationTestReply>;

export const AttemptOutcome = z.enum(['delivered', 'retry', 'failed']);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** One line of the log: one attempt to tell one receiver one event. */
export const NotificationAttempt = z.object({
  id: z.number().int().positive(),
  /** null: a test. */
  deliveryId: z.number().int().nullable(),
  recordId: Id,
  recordName: z.string(),
  interactionId: Id.nullable(),
  callType: NotificationCallType,
  event: NotificationEvent,
  at: Time,
  attempt: z.number().int().positive(),
  method: z.string(),
  /** Without user, password and signatures. */
  url: z.string(),
  status: z.number().int().nullable(),
  durationMs: z.number().int().nonnegative(),
  outcome: AttemptOutcome,
  error: z.string().nullable(),
  answer: z.string().nullable(),
});
export type NotificationAttempt = z.infer<typeof NotificationAttempt>;
export const NotificationLogPage = z.object({ attempts: z.array(NotificationAttempt), next: z.number().int().nullable() });

const limit = z.coerce.number().int().min(1).max(200).default(50);
export const NotificationLogQuery = z.object({
  record: Id.optional(),
  interaction: Id.optional(),
  outcome: AttemptOutcome.optional(),
  text: z.string().trim().max(200).optional(),
  /** From this moment on, and before that one. */
  from: z.coerce.number().pipe(Time).optional(),
  to: z.coerce.number().pipe(Time).optional(),
  /** Only older than this line: `next` of the page before. */
  before: z.coerce.number().int().positive().optional(),
  limit,
});
export type NotificationLogQuery = z.infer<typeof NotificationLogQuery>;

export const NotificationLogFiles = z.object({
  files: z.array(z.object({ name: z.string(), month: z.string(), lines: z.number().int() })),
});
export const NotificationLogFileParams = z.object({
  name: z.string().max(100),
});

export const DeliveryState = z.enum(['pending', 'delivered', 'failed']);
export type DeliveryState = z.infer<typeof DeliveryState>;
export const NotificationDelivery = z.object({
  id: z.number().int().positive(),
  recordId: Id,
  interactionId: Id,
  callType: NotificationCallType,
  event: NotificationEvent,
  at: Time,
  state: DeliveryState,
  attempts: z.number().int().nonnegative(),
  nextAt: Time.nullable(),
  lastError: z.string().nullable(),
});
export type NotificationDelivery = z.infer<typeof NotificationDelivery>;
export const NotificationDeliveryPage = z.object({ deliveries: z.array(NotificationDelivery), next: z.number().int().nullable() });
export const NotificationDeliveryQuery = z.object({
  record: Id.optional(),
  interaction: Id.optional(),
  state: DeliveryState.optional(),
  before: z.coerce.number().int().positive().optional(),
  limit,
});
export type NotificationDeliveryQuery = z.infer<typeof NotificationDeliveryQuery>;

/** One delivery, a range of time, or all failed ones; of one record or of all. */
export const NotificationReplayBody = z.discriminatedUnion('what', [
  z.object({ what: z.literal('delivery'), id: z.number().int().positive() }),
  z.object({ what: z.literal('range'), record: Id, from: Time, to: Time }),
  z.object({ what: z.literal('failed'), record: Id.nullable() }),
]);
export type NotificationReplayBody = z.infer<typeof NotificationReplayBody>;
export const NotificationReplayReply = z.object({ replayed: z.number().int().nonnegative() });
