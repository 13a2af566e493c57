import { z } from 'zod';
import { CallDataEntry, Channel, Code, Id, Language, Time } from './words.ts';
import type { Text } from './words.ts';

/** Channels of the Notification Service, as TVox names them: *Telefonico* (every voice channel), *Chat - WEB*, *Chat - WhatsApp*. */
export const NotificationChannel = z.enum(['phone', 'chat', 'whatsapp']);
export type NotificationChannel = z.infer<typeof NotificationChannel>;

/** `eventtype` of a notification. */
export const NotificationCallType = z.enum(['INBOUNDCALL', 'OUTBOUNDCALL', 'SERVICECALL', 'TRANSFER', 'SERVICECHAT']);
export type NotificationCallType = z.infer<typeof NotificationCallType>;

/** `event` of a notification. Codes that TVox does not publish are ours: docs/reference/notification-service.md. */
export const NotificationEvent = z.enum([
  'NEW',
  'RING',
  'ANSWER',
  'HANGUP',
  'NO_ANSWER',
  'SERVICE_ANSWER',
  'SERVICE_HANGUP',
  'TRANSFERRED',
  'FAILED',
]);
export type NotificationEvent = z.infer<typeof NotificationEvent>;

interface TypeWords {
  readonly channels: readonly NotificationChannel[];
  readonly label: Text;
  readonly events: readonly { readonly event: NotificationEvent; readonly label: Text }[];
}

const serviceEvents: TypeWords['events'] = [
  { event: 'NEW', label: { it: 'Nuova chiamata', en: 'New call' } },
  { event: 'RING', label: { it: 'Chiamata in ring', en: 'Ringing at an agent' } },
  { event: 'SERVICE_ANSWER', label: { it: 'Chiamata di servizio, risposta', en: 'Service call answered' } },
  { event: 'SERVICE_HANGUP', label: { it: 'Chiamata di servizio, abbattuta', en: 'Service call ended after answer' } },
  { event: 'HANGUP', label: { it: 'Chiamata abbattuta', en: 'Ended before answer' } },
  { event: 'NO_ANSWER', label: { it: 'Mancata risposta dell’operatore', en: 'Not answered by the agent' } },
];

/** Types × events, in the order in which they are offered to the administrator. */
export const notificationTypes: Readonly<Record<NotificationCallType, TypeWords>> = {
  SERVICECALL: { channels: ['phone'], label: { it: 'Chiamata servizio', en: 'Service call' }, events: serviceEvents },
  INBOUNDCALL: {
    channels: ['phone'],
    label: { it: 'Chiamata inbound', en: 'Inbound call' },
    events: [
      { event: 'NEW', label: { it: 'Nuova chiamata', en: 'New call' } },
      { event: 'ANSWER', label: { it: 'Chiamata risposta', en: 'Answered' } },
      { event: 'HANGUP', label: { it: 'Chiamata abbattuta', en: 'Ended' } },
      { event: 'NO_ANSWER', label: { it: 'Mancata risposta', en: 'Not answered' } },
    ],
  },
  OUTBOUNDCALL: {
    channels: ['phone'],
    label: { it: 'Chiamata outbound', en: 'Outbound call' },
    events: [
      { event: 'NEW', label: { it: 'Nuova chiamata', en: 'New call' } },
      { event: 'ANSWER', label: { it: 'Chiamata risposta', en: 'Answered' } },
      { event: 'HANGUP', label: { it: 'Chiamata abbattuta', en: 'Ended' } },
    ],
  },
  TRANSFER: {
    channels: ['phone', 'chat', 'whatsapp'],
    label: { it: 'Trasferita', en: 'Transferred' },
    events: [
      { event: 'TRANSFERRED', label: { it: 'Chiamata trasferita', en: 'Call transferred' } },
      { event: 'FAILED', label: { it: 'Trasferimento fallito', en: 'Transfer failed' } },
    ],
  },
  SERVICECHAT: {
    channels: ['chat', 'whatsapp'],
    label: { it: 'Chat servizio', en: 'Service chat' },
    events: [
      { event: 'NEW', label: { it: 'Nuova chat', en: 'New chat' } },
      { event: 'RING', label: { it: 'Chat in ring', en: 'Offered to an agent' } },
      { event: 'SERVICE_ANSWER', label: { it: 'Chat di servizio, risposta', en: 'Chat answered' } },
      { event: 'SERVICE_HANGUP', label: { it: 'Chat di servizio, chiusa', en: 'Chat ended after answer' } },
      { event: 'HANGUP', label: { it: 'Chat abbandonata', en: 'Ended before answer' } },
      { event: 'NO_ANSWER', label: { it: 'Mancata risposta dell’operatore', en: 'Not answered by the agent' } },
    ],
  },
};

/** Variables of an event, by both of TVox's families of names, and ours after them. */
export const notificationVariables = {
  dateISO: { it: 'Data e ora, ISO 8601, UTC', en: 'Date and time, ISO 8601, UTC' },
  dateYMDms: { it: 'Data e ora, yyyyMMddHHmmss, UTC', en: 'Date and time, yyyyMMddHHmmss, UTC' },
  eventtype: { it: 'Tipo di chiamata', en: 'Type of call' },
  event: { it: 'Evento', en: 'Event' },
  id: { it: 'Id della chiamata', en: 'Call id' },
  idlastcall: { it: 'Id della chiamata di servizio', en: 'Id of the service call' },
  uniqueid: { it: 'Id univoco (sessione)', en: 'Unique id (session)' },
  clid: { it: 'Numero del chiamante', en: 'Caller’s number' },
  cli: { it: 'Numero del chiamante (servizio)', en: 'Caller’s number (service)' },
  clidname: { it: 'Nome del chiamante', en: 'Caller’s first name' },
  clidsurname: { it: 'Cognome del chiamante', en: 'Caller’s last name' },
  clidcompany: { it: 'Azienda del chiamante', en: 'Caller’s company' },
  cliduid: { it: 'Id del contatto chiamante', en: 'Id of the calling contact' },
  dnis: { it: 'Numero chiamato', en: 'Called number' },
  dnisname: { it: 'Nome del chiamato', en: 'First name of who is called' },
  dnissurname: { it: 'Cognome del chiamato', en: 'Last name of who is called' },
  dniscompany: { it: 'Azienda del chiamato', en: 'Company of who is called' },
  dnisuid: { it: 'Id del contatto chiamato', en: 'Id of the called contact' },
  userclid: { it: 'Username di chi chiama o trasferisce', en: 'Username of who calls or transfers' },
  userdnis: { it: 'Username di chi riceve', en: 'Username of who receives' },
  pin: { it: 'Codice dell’operatore', en: 'The agent’s code' },
  servizio: { it: 'Codice del servizio', en: 'Service code' },
  abandonedCallId: { it: 'Id della chiamata persa richiamata', en: 'Id of the lost call that is called back' },
  agentname: { it: 'Nome dell’operatore', en: 'The agent’s name' },
  servicename: { it: 'Nome del servizio', en: 'Name of the service' },
  channel: { it: 'Canale dell’interazione', en: 'Channel of the interaction' },
  language: { it: 'Lingua del cliente', en: 'The customer’s language' },
  reason: { it: 'Motivo', en: 'Reason' },
} as const satisfies Record<string, Text>;
export type NotificationVariable = keyof typeof notificationVariables;
const variableKeys = Object.keys(notificationVariables) as [NotificationVariable, ...NotificationVariable[]];
export const NotificationVariable = z.enum(variableKeys);

/** Who calls or is called, as far as it is known when it happens; the contact's number and names are looked up when it is told. */
export const NotificationParty = z.object({
  contactId: Id.nullable(),
  /** Used when the contact has no number: what a form said, a username, the code of a service. */
  number: z.string(),
  name: z.string(),
});
export type NotificationParty = z.infer<typeof NotificationParty>;

/** Something that happened and that receivers may want to know: the view of the log's events that integrations are made for. */
export const NotificationFact = z.object({
  type: NotificationCallType,
  event: NotificationEvent,
  channel: NotificationChannel,
  at: Time,
  /** The call id that receivers get. */
  interactionId: Id,
  service: Code,
  serviceName: z.string(),
  sourceChannel: Channel,
  language: Language,
  caller: NotificationParty,
  called: NotificationParty,
  /** Usernames; null: nobody. */
  userclid: z.string().nullable(),
  userdnis: z.string().nullable(),
  agent: z.object({ username: z.string(), name: z.string() }).nullable(),
  reason: z.string().nullable(),
  /** Values of integrations: popup variables. */
  data: z.array(CallDataEntry),
});
export type NotificationFact = z.infer<typeof NotificationFact>;
