import { z } from 'zod';
import { Origins } from './origin.ts';
import { Code, Text } from './words.ts';
import { sdkAlertDefaultMs, sdkCapabilities, sdkMark, sdkMethods, sdkProtocolVersion, type SdkMethod } from './sdk-words.ts';

/*
 * The wire between a widget page (packages/sdk) and the desk that shows it in an iframe.
 *
 *   desk                                                            widget's page
 *   iframe.name = centralino-widget={v,widget,nonce,…}   ─────▶     script starts, reads its identity
 *   checks source window, origin, widget, nonce          ◀── hello  parent.postMessage(…, origin of the script's own URL)
 *   welcome (with one end of a MessageChannel)           ─────▶     checks source window, origin, nonce, document
 *   ═══════════════ from here on everything goes through that channel, which only these two documents have ═══════════════
 *   reply | error                                        ◀── request
 *   event (with cursor)                                  ─────▶     callbacks; the cursor is remembered for the next hello
 *
 * Forged window messages from elsewhere can therefore neither command the desk nor tell a page of events. A reload makes a new document,
 * a new hello and a new channel. `refused` is the only other window message.
 */

/** Widgets as integrators name them: `AGENTDESKTOP_MY_WIDGET`, `PAT`. */
export const SdkWidgetId = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

/** The SDK's id of a contact: `<hex>-<hex8>@<node>.<domain>` (see sdkContactId in sdk-profile.ts). */
export const SdkContactId = z.string().min(1).max(120);

/** A widget of the desk as it is configured. */
export const DeskWidgetConfig = z.object({
  id: SdkWidgetId,
  title: Text,
  /** Where its page is: absolute, or a path on the desk's own server. */
  uri: z.string().min(1).max(2000),
  /** Font Awesome 4.7 classes, e.g. `fa fa-lightbulb-o fa-2x`. */
  icon: z.string().max(100).default('fa fa-puzzle-piece'),
  /** `desk`: one for the whole desk (first level); `contact`: one beside each contact. */
  placement: z.enum(['desk', 'contact']).default('desk'),
  /** Origins from which its page may speak; `null` = a sandboxed page without an origin of its own. Empty = the origin of `uri`. */
  allowedOrigins: Origins(20).default([]),
  capabilities: z
    .array(z.enum(sdkCapabilities))
    .max(sdkCapabilities.length)
    .default(['contacts', 'calls', 'recording', 'agent', 'chat', 'data']),
  /** Profiles of agents who see it; empty = all. */
  profiles: z.array(Code).max(100).default([]),
  enabled: z.boolean().default(true),
});
export type DeskWidgetConfig = z.infer<typeof DeskWidgetConfig>;

/** What the desk writes into the iframe's name. The nonce is new for each iframe, 128 random bits or more. */
export const SdkFrameIdentity = z.object({
  v: z.literal(sdkProtocolVersion),
  widget: SdkWidgetId,
  nonce: z.string().min(16).max(100),
  /** The contact beside which the widget stands (placement `contact`). */
  contact: SdkContactId.nullable(),
});
export type SdkFrameIdentity = z.infer<typeof SdkFrameIdentity>;

/** The place up to which a page was informed. `log` names whose events they are (agent and server): another log starts afresh. */
export const SdkResume = z.object({ log: z.string().min(1).max(120), cursor: z.number().int().nonnegative() });
export type SdkResume = z.infer<typeof SdkResume>;

/** A variable of the contact. (The limits of `CallDataEntry`, which the server keeps.) */
export const SdkCallData = z.object({ name: z.string().min(1).max(100), value: z.string().max(4000) });
export type SdkCallData = z.infer<typeof SdkCallData>;

export const SdkContactEventName = z.enum([
  'CONNECTIONSTARTED',
  'RINGING',
  'DIALING',
  'ESTABLISHED',
  'HELD',
  'RETRIEVED',
  'TRANSFERRED',
  'CONFERENCED',
  'CONNECTIONCLEARED',
  'POPUP',
  'JOBCHANGED',
  'JOBFINISHED',
  'DATACHANGED',
]);
export type SdkContactEventName = z.infer<typeof SdkContactEventName>;

/** What callbacks get (as a JSON string, in this order of properties) when something happens to a contact. What is not known is `""`. */
export const SdkContactEvent = z.object({
  event: SdkContactEventName,
  id: SdkContactId,
  uuid: z.string().max(80),
  chat_id: z.string().max(80),
  type: z.enum(['inbound', 'outbound']),
  media_type: z.enum(['telephony', 'chat', 'multimedia']),
  content_type: z.enum(['live', '']),
  content_description: z.string().max(1000),
  job_type: z.enum(['inbound', 'manual']),
  job_state: z.enum(['online', 'offline', 'finished', '']),
  ani: z.string().max(200),
  dnis: z.string().max(200),
  queue: z.string().max(80),
  reason: z.enum(['', 'transferred']),
  CallData: z.array(SdkCallData).max(200),
  /** From CONNECTIONCLEARED on: when the talk ended (ISO 8601), its length and the time waited before it, in whole seconds. */
  endTime: z.string().max(40).optional(),
  time_duration_sec: z.string().max(12).optional(),
  waitingTime: z.string().max(12).optional(),
});
export type SdkContactEvent = z.infer<typeof SdkContactEvent>;

/** A change of the agent's presence. */
export const SdkAgentEvent = z.object({ event: z.enum(['AGENT:LOGGEDIN', 'AGENT:PAUSE', 'AGENT:LOGGEDOUT']) });
export type SdkAgentEvent = z.infer<typeof SdkAgentEvent>;

/** Centralino's own: what really became of a transfer. It goes to callbacks of its own, so older pages never see it. */
export const SdkOutcomeEvent = z.object({
  event: z.literal('TRANSFER_OUTCOME'),
  id: SdkContactId,
  uuid: z.string().max(80),
  transfer: z.enum(['direct', 'consultation']),
  /**
   * `queued`: it waits in the service it was transferred to; `takenBack`: by the agent, before anybody answered; all but `accepted`,
   * `queued` and `customerLeft` bring the customer back.
   */
  outcome: z.enum(['accepted', 'queued', 'declined', 'noAnswer', 'takenBack', 'unreachable', 'customerLeft']),
  destination: z.string().max(200),
});
export type SdkOutcomeEvent = z.infer<typeof SdkOutcomeEvent>;

/** Data that another widget of the same desk sent. */
export const SdkDataEvent = z.object({ from: SdkWidgetId, data: z.string().max(100_000) });
export type SdkDataEvent = z.infer<typeof SdkDataEvent>;

/** A dialog window of the desk opened or closed over the widgets. */
export const SdkDialogEvent = z.object({ event: z.enum(['UI:DIALOGOPENED', 'UI:DIALOGCLOSED']), dialog: z.string().max(60) });
export type SdkDialogEvent = z.infer<typeof SdkDialogEvent>;

const at = { cursor: z.number().int().nonnegative() };
/** Events that have a place in the agent's log and are therefore never missed. Cursors only grow. */
export const SdkLogEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('contact'), ...at, data: SdkContactEvent }),
  z.object({ kind: z.literal('agent'), ...at, data: SdkAgentEvent }),
  z.object({ kind: z.literal('outcome'), ...at, data: SdkOutcomeEvent }),
]);
export type SdkLogEntry = z.infer<typeof SdkLogEntry>;

/** Events of the moment: only for pages that are there. */
export const SdkPassingEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('data'), data: SdkDataEvent }),
  z.object({ kind: z.literal('dialog'), data: SdkDialogEvent }),
]);
export type SdkPassingEvent = z.infer<typeof SdkPassingEvent>;

export const SdkAgentState = z.object({
  id: z.string().max(80),
  name: z.string().max(100),
  /** `LOGGEDIN`, `PAUSED`, `PAUSEDSUBSTATE:<code>`, `LOGGEDOUT`. */
  state: z.string().regex(/^(LOGGEDIN|PAUSED|LOGGEDOUT|PAUSEDSUBSTATE:.{1,60})$/),
  /** When the agent first logged in today (ISO 8601), `""` if not yet. */
  firstLoginTime: z.string().max(40),
});
export type SdkAgentState = z.infer<typeof SdkAgentState>;

export const SdkGroup = z.object({ id: z.string().max(80), description: z.string().max(200) });
export type SdkGroup = z.infer<typeof SdkGroup>;

/** `null` = the current contact: the one that the agent talks or last talked with. */
const contact = { contactId: SdkContactId.nullable() };
const callData = z.array(SdkCallData).max(50);
/** `validMs`: how long it is good for; null: as long as nobody says otherwise. */
const token = z.object({ token: z.string().max(10_000), validMs: z.number().int().nonnegative().nullable().default(null) });
const destination = z.string().max(200);
const resourceType = z.string().max(60);
const done = z.object({});

/** Requests of a widget: method → [parameters, result]. Optional strings that a page leaves out arrive as `""`. */
export const sdkRequests = {
  /** An empty or invalid destination is answered with a window in the desk and `sdk.invalid`, and no call is made. */
  'contact.makeCall': [
    z.object({ destination, resourceType, serviceId: z.string().max(80), callProfileId: z.string().max(80), callData }),
    z.object({ contactId: SdkContactId }),
  ],
  'contact.makeJob': [
    z.object({
      destination,
      resourceType,
      serviceId: z.string().max(80),
      callProfileId: z.string().max(80),
      callData,
      contentDescription: z.string().max(1000),
    }),
    z.object({ contactId: SdkContactId }),
  ],
  'contact.answer': [z.object(contact), done],
  /** Of a consultation: cancels it. */
  'contact.hangup': [z.object(contact), done],
  /** Holds, or takes back from hold. */
  'contact.hold': [z.object(contact), z.object({ held: z.boolean() })],
  'contact.offlineEnd': [z.object(contact), done],
  'contact.setCallData': [
    z.object({ ...contact, callData: callData.min(1, 'there is none: give it as NAME=value, several with ;') }),
    done,
  ],
  'contact.startRecording': [z.object({ ...contact, recorders: z.string().max(200), callData, message: z.string().max(200) }), done],
  'contact.stopRecording': [z.object({ ...contact, recorders: z.string().max(200) }), done],
  /** An empty or unknown destination is answered as that of a call. */
  'contact.transferDirect': [z.object({ ...contact, destination, resourceType, callData }), done],
  'contact.transferConsultation': [z.object({ ...contact, destination, resourceType, callData }), z.object({ contactId: SdkContactId })],
  'contact.transferComplete': [z.object(contact), done],
  'contact.transferConference': [z.object(contact), done],
  'contact.playDtmf': [
    z.object({ ...contact, digits: z.string().regex(/^[0-9A-Da-d*#,]{1,64}$/, 'give one to 64 of 0-9 * # A-D, and , for a pause') }),
    done,
  ],
  /** The last event of each contact at the agent. */
  'contact.list': [z.object({}), z.object({ contacts: z.array(SdkContactEvent).max(200) })],
  'widget.sendData': [z.object({ widget: SdkWidgetId, data: z.string().max(100_000) }), done],
  'widget.token': [z.object({}), token],
  /** Another one each time. */
  'widget.tokenOneShot': [z.object({}), token],
  /** `""` and `"0"` hide the badge. */
  'tab.badge': [z.object({ text: z.string().max(20) }), done],
  /** null = the widget's own tab. */
  'tab.goTo': [z.object({ widget: SdkWidgetId.nullable() }), done],
  /** From the widget's own tab back to the desk, as Escape does. Nothing happens where another is in front. */
  'tab.leave': [z.object({}), done],
  'alert.show': [
    z.object({
      level: z.enum(['information', 'warning', 'error']),
      /** Shown as text, never as HTML. */
      text: z.string().min(1, 'there is nothing to show').max(1000),
      durationMs: z.number().int().min(500).max(60_000).default(sdkAlertDefaultMs),
    }),
    done,
  ],
  'agent.login': [z.object({}), done],
  /** `reason`: code of a pause reason; `""` = plain pause. */
  'agent.pause': [z.object({ reason: z.string().max(40) }), done],
  'agent.logout': [z.object({}), done],
  /** `loggedIn`: only the groups in which the agent works now. */
  'agent.groups': [z.object({ loggedIn: z.boolean() }), z.object({ groups: z.array(SdkGroup).max(1000) })],
  'agent.setGroups': [z.object({ groups: z.array(z.string().max(80)).max(1000) }), done],
  /** `""` = the agent of this desk. Asking for others takes the right `agents`. */
  'agent.get': [z.object({ agentId: z.string().max(80) }), z.object({ agent: SdkAgentState })],
  'agent.list': [z.object({}), z.object({ agents: z.array(SdkAgentState).max(20_000) })],
  'chat.send': [z.object({ ...contact, text: z.string().min(1).max(10_000) }), done],
} as const satisfies Record<SdkMethod, readonly [z.ZodType, z.ZodType]>;
export type SdkParams<M extends SdkMethod> = z.input<(typeof sdkRequests)[M][0]>;
export type SdkResult<M extends SdkMethod> = z.output<(typeof sdkRequests)[M][1]>;

const mark = { centralino: z.literal(sdkMark) };

/** Page → desk, by window message. */
export const SdkHello = z.object({
  ...mark,
  type: z.literal('hello'),
  /** The versions that the page speaks. */
  versions: z.array(z.number().int().positive()).min(1).max(20),
  widget: SdkWidgetId,
  nonce: z.string().min(16).max(100),
  /** Made by the page for this document: the answer must name it, so an answer to an earlier document is not taken. */
  document: z.string().min(8).max(100),
  resume: SdkResume.nullable(),
  sdk: z.string().max(40),
});
export type SdkHello = z.infer<typeof SdkHello>;

/** Desk → page, by window message with one MessagePort. */
export const SdkWelcome = z.object({
  ...mark,
  type: z.literal('welcome'),
  v: z.literal(sdkProtocolVersion),
  nonce: z.string(),
  document: z.string(),
  widget: SdkWidgetId,
  contact: SdkContactId.nullable(),
  agent: SdkAgentState,
  capabilities: z.array(z.enum(sdkCapabilities)),
  log: z.string().min(1).max(120),
  /** Entries up to here are told again (the page, or an earlier life of it, knew them, or they were before it was there); later ones were missed. */
  since: z.number().int(),
  /** Everything that the page must know, in order: present state of the agent, every event of the contacts still at the agent, and what was missed. */
  entries: z.array(SdkLogEntry).max(5_000),
});
export type SdkWelcome = z.infer<typeof SdkWelcome>;

/** Desk → page: not with you, and why. */
export const SdkRefused = z.object({
  ...mark,
  type: z.literal('refused'),
  document: z.string(),
  reason: z.enum(['version', 'origin', 'identity', 'disabled']),
  message: z.string().max(500),
});
export type SdkRefused = z.infer<typeof SdkRefused>;

export const SdkError = z.object({ code: z.string().min(1).max(60), message: z.string().max(1000) });
export type SdkError = z.infer<typeof SdkError>;

const v = { v: z.literal(sdkProtocolVersion) };
const requestId = z.number().int().positive();
const methods = Object.keys(sdkMethods) as [SdkMethod, ...SdkMethod[]];

/** Page → desk, by channel. Check `params` with `sdkRequests[method][0]`. */
export const SdkRequest = z.object({ ...v, type: z.literal('request'), id: requestId, method: z.enum(methods), params: z.unknown() });
export type SdkRequest = z.infer<typeof SdkRequest>;

/** Desk → page, by channel. Each request gets exactly one `reply` or `error`. `bye`: the desk lets go; say hello again. */
export const SdkDeskMessage = z.discriminatedUnion('type', [
  z.object({ ...v, type: z.literal('reply'), id: requestId, result: z.unknown() }),
  z.object({ ...v, type: z.literal('error'), id: requestId, error: SdkError }),
  z.object({ ...v, type: z.literal('event'), event: z.union([SdkLogEntry, SdkPassingEvent]) }),
  z.object({ ...v, type: z.literal('bye') }),
]);
export type SdkDeskMessage = z.infer<typeof SdkDeskMessage>;

/** One log event of Centralino can become several of the SDK's: this gives them places in order (up to 64 each). */
export const sdkCursor = (seq: number, ordinal: number): number => seq * 64 + ordinal;
