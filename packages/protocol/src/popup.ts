import { z } from 'zod';
import { Origins } from './origin.ts';
import { Channel, Code, Id, Text, Time } from './words.ts';

/*
 * Pages of other applications (a CRM) that open by themselves when a contact rings, is answered, is over, or at the agent's wish.
 * An administrator writes a function that answers their addresses; it runs on the server, the desk opens them.
 */

/** `demand`: the agent pressed the button. */
export const PopupTrigger = z.enum(['ring', 'answer', 'hangup', 'demand']);
export type PopupTrigger = z.infer<typeof PopupTrigger>;

/** Of a service on a channel. `server`: the function's address is opened in the desk; `legacy`: a script runs at the workstation. */
export const PopupMode = z.enum(['disabled', 'server', 'legacy']);
export type PopupMode = z.infer<typeof PopupMode>;

export const PopupSource = z.string().max(50_000);

/** The whole configuration. What is not in `services` is disabled. */
export const PopupConfig = z.object({
  enabled: z.boolean(),
  /** JavaScript: a function, or its body with `return`. Empty: nothing opens by address. */
  source: PopupSource,
  services: z.record(Code, z.partialRecord(Channel, PopupMode)),
  /** Origins whose pages the desk may show in frames (`https://crm.example.com`). Pages of others open in tabs only. */
  frameOrigins: Origins(50),
});
export type PopupConfig = z.infer<typeof PopupConfig>;

export const emptyPopupConfig: PopupConfig = { enabled: false, source: '', services: {}, frameOrigins: [] };

const link = z.string().max(4_000).nullable().default(null);

/** What the function answers: these keys and no others; one that is missing or null means "nothing" (or `false`). */
export const PopupResult = z.strictObject({
  onRing: link,
  onAnswer: link,
  onHangup: link,
  onDemand: link,
  /** A new tab; else a frame in the desk. */
  webClientOpenNewTab: z.boolean().nullable().default(false),
  /** Ours: a window of its own, beside the desk; always the same one (of several by `webClientTabName`). */
  webClientOpenNewWindow: z.boolean().nullable().default(false),
  /** Always the same tab, by this name. */
  webClientTabName: z.string().max(100).nullable().default(null),
});
export type PopupResult = z.infer<typeof PopupResult>;

/** The variables that the function reads by their bare names. */
export const PopupVariables = z.object({
  CALL_SERVIZIO: z.string(),
  CALL_CLI: z.string(),
  CALL_DNIS: z.string(),
  CALL_POPUPINFO: z.array(z.string()),
  CALL_SKILLSET: z.string(),
  CALL_TIPOCHIAMATA: z.string(),
  CALL_IDLASTCALL: z.string(),
  CALL_SITOORIGINE: z.string(),
  CALL_SITODISTRIBUZIONE: z.string(),
  CALL_CHANNELID: z.string(),
  CALL_CHANNELSESSIONID: z.string(),
  CALL_CHANNELDATA: z.string(),
  CALL_CHANNELDESCRIPTION: z.string(),
});
export type PopupVariables = z.infer<typeof PopupVariables>;

/** For editors: what each variable is, and its type as TypeScript writes it. */
export const popupVariables: readonly { name: keyof PopupVariables; type: 'string' | 'string[]'; description: Text }[] = [
  { name: 'CALL_SERVIZIO', type: 'string', description: { it: 'codice del servizio', en: 'code of the service' } },
  {
    name: 'CALL_CLI',
    type: 'string',
    description: { it: 'numero del chiamante, vuoto se sconosciuto', en: 'number of the caller, empty if unknown' },
  },
  {
    name: 'CALL_DNIS',
    type: 'string',
    description: {
      it: 'numero chiamato; per le chiamate web il numero del servizio, o il suo codice',
      en: 'called number; of web calls the service’s number, or its code',
    },
  },
  {
    name: 'CALL_POPUPINFO',
    type: 'string[]',
    description: { it: 'informazioni aggiuntive raccolte prima del servizio', en: 'extra information collected before the service' },
  },
  {
    name: 'CALL_SKILLSET',
    type: 'string',
    description: { it: 'skillset con cui la chiamata è stata distribuita', en: 'skillset by which the call was distributed' },
  },
  { name: 'CALL_TIPOCHIAMATA', type: 'string', description: { it: 'inbound oppure outbound', en: 'inbound or outbound' } },
  { name: 'CALL_IDLASTCALL', type: 'string', description: { it: "identificativo dell'interazione", en: 'id of the interaction' } },
  {
    name: 'CALL_SITOORIGINE',
    type: 'string',
    description: { it: 'sito in cui la chiamata è arrivata', en: 'site where the call arrived' },
  },
  { name: 'CALL_SITODISTRIBUZIONE', type: 'string', description: { it: "sito dell'agente", en: 'site of the agent' } },
  {
    name: 'CALL_CHANNELID',
    type: 'string',
    description: { it: 'canale: phone, webcall, video, chat, whatsapp…', en: 'channel: phone, webcall, video, chat, whatsapp…' },
  },
  { name: 'CALL_CHANNELSESSIONID', type: 'string', description: { it: 'sessione nel canale', en: 'session inside the channel' } },
  {
    name: 'CALL_CHANNELDATA',
    type: 'string',
    description: {
      it: 'dati del canale, oggetto JSON: le risposte del modulo',
      en: 'data of the channel, a JSON object: the answers of the form',
    },
  },
  {
    name: 'CALL_CHANNELDESCRIPTION',
    type: 'string',
    description: { it: 'nome del canale da mostrare', en: 'name of the channel to show' },
  },
];

/** `{$NAME}` in an address. Filled when it is opened, percent-encoded. */
export const popupPlaceholders: readonly { name: string; description: Text }[] = [
  { name: 'USERNAME', description: { it: "nome utente dell'agente", en: 'username of the agent' } },
  {
    name: 'SYSTEM_USERNAME',
    description: {
      it: 'utente del sistema operativo; serve il popup-helper sulla postazione',
      en: 'user of the operating system; needs the popup helper at the workstation',
    },
  },
  { name: 'ACCESS_TOKEN', description: { it: "token breve che dice chi è l'agente", en: 'short-lived token that says who the agent is' } },
  {
    name: 'POPUP_TOKEN',
    description: {
      it: 'token monouso e breve che dice agente e interazione: la pagina lo scambia con POST /api/v1/tokens/verify',
      en: 'single-use, short-lived token that says agent and interaction: the page exchanges it at POST /api/v1/tokens/verify',
    },
  },
];

/** Why a function gave nothing that can be used. `line` counts from 1 in the source. */
export const PopupFailure = z.object({
  /** `off`: switched off for a while, after it was stopped too often. */
  kind: z.enum(['syntax', 'exception', 'timeout', 'memory', 'result', 'off', 'busy']),
  message: z.string(),
  line: z.number().int().positive().nullable(),
});
export type PopupFailure = z.infer<typeof PopupFailure>;

/** One run of the function. Exactly one of `result` and `failure` is null. */
export const PopupTrial = z.object({
  result: PopupResult.nullable(),
  failure: PopupFailure.nullable(),
  ms: z.number().nonnegative(),
  /** What it wrote with console.log. */
  logs: z.array(z.string()),
  /** What works but is probably not meant. */
  warnings: z.array(z.string()),
});
export type PopupTrial = z.infer<typeof PopupTrial>;

export const PopupSample = z.object({ name: Text, variables: PopupVariables });
export type PopupSample = z.infer<typeof PopupSample>;

export const PopupSettings = z.object({ config: PopupConfig, samples: z.array(PopupSample) });
/** Answer to a change: every sample call was tried. */
export const PopupSaved = z.object({ config: PopupConfig, trials: z.array(PopupTrial.extend({ name: Text })) });
export const PopupTryBody = z.object({ source: PopupSource, variables: PopupVariables.partial().default({}) });

/**
 * pending: waits for the desk; sent: on its way; blocked: the browser did not let it open, the agent can; failed: see `detail`;
 * expired: the desk came too late. Of `legacy`: shown = the script ran.
 */
export const PopupState = z.enum(['pending', 'sent', 'shown', 'blocked', 'failed', 'expired']);
export type PopupState = z.infer<typeof PopupState>;

/** A popup as the history of its interaction shows it. The address is as the function gave it: without tokens. */
export const PopupRecord = z.object({
  id: Id,
  interactionId: Id,
  segmentId: Id,
  agentId: Id,
  trigger: PopupTrigger,
  mode: z.enum(['iframe', 'tab', 'window', 'legacy']),
  url: z.string(),
  state: PopupState,
  detail: z.string(),
  createdAt: Time,
  sentAt: Time.nullable(),
  settledAt: Time.nullable(),
  /** From the event to the page seen, or the script started. */
  ms: z.number().int().nonnegative().nullable(),
});
export type PopupRecord = z.infer<typeof PopupRecord>;
export const PopupRecords = z.object({ popups: z.array(PopupRecord) });

/** How it goes: the last 24 hours. */
export const PopupStatus = z.object({
  counts: z.record(PopupState, z.number().int().nonnegative()),
  /** Time to show; null: none was shown. */
  p50Ms: z.number().nonnegative().nullable(),
  p95Ms: z.number().nonnegative().nullable(),
  lastFailures: z.array(PopupRecord),
  /** Set while the function is switched off because it was stopped too often. */
  offUntil: Time.nullable(),
  offReason: z.string().nullable(),
});
export type PopupStatus = z.infer<typeof PopupStatus>;

/** To the desk: open this. */
export const PopupPush = z.object({
  id: Id,
  interactionId: Id,
  segmentId: Id,
  trigger: PopupTrigger,
  /** http or https, or a path of this server. With its tokens: never to be kept. */
  url: z.string(),
  mode: z.enum(['iframe', 'tab', 'window']),
  /** Of a tab: always this one; null: a new one. Of a window: always this one; null: the one without a name. */
  tabName: z.string().nullable(),
  title: z.string(),
  /** False: the desk's own rules do not let this origin into a frame. */
  embeddable: z.boolean(),
  /** Milliseconds since its event. */
  ageMs: z.number().int().nonnegative(),
});
export type PopupPush = z.infer<typeof PopupPush>;

/** `unreachable`: nothing answers at its address; `unknown`: it may not be asked, or its answer does not say. */
export const FrameVerdict = z.enum(['allowed', 'refused', 'unreachable', 'unknown']);
export type FrameVerdict = z.infer<typeof FrameVerdict>;

export const popupRequests = {
  /** `ms`: from the event to the page seen, as the desk measured it. */
  'popup.receipt': [
    z.object({ id: Id, outcome: z.enum(['shown', 'blocked', 'failed']), ms: z.number().int().nonnegative(), detail: z.string().max(300) }),
    z.object({}),
  ],
  'popup.demand': [z.object({ interactionId: Id, segmentId: Id }), z.object({})],
  /** A fresh address of a popup that the browser blocked: with new tokens, for the agent's click. */
  'popup.address': [z.object({ id: Id }), z.object({ url: z.string() })],
  /** What the page answers to the server about being shown in a frame. */
  'popup.check': [z.object({ id: Id }), z.object({ verdict: FrameVerdict })],
} as const;

export const popupPushes = {
  popup: PopupPush,
  /** This agent's open parts that have a popup on demand: replaces what was said before. */
  'popup.onDemand': z.object({ segmentIds: z.array(Id) }),
} as const;

/** A workstation whose popup helper signs in with a token of its own. */
export const Workstation = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  lastSeenAt: Time.nullable(),
  connected: z.boolean(),
});
export type Workstation = z.infer<typeof Workstation>;
export const WorkstationList = z.object({ workstations: z.array(Workstation) });
/** For administrators: those of everybody. */
export const WorkstationOverview = z.object({ workstations: z.array(Workstation.extend({ username: z.string() })) });
export const WorkstationBody = z.object({ name: z.string().trim().min(1).max(60) });
/** The token is told once. */
export const WorkstationCreated = z.object({ workstation: Workstation, token: z.string() });

/** The popup helper's side of the socket at `/ws`. */
export const helperRequests = {
  /** First frame. `systemUser`: who is signed in to the workstation's operating system. */
  hello: [
    z.object({ app: z.literal('popup-helper'), token: z.string().min(1).max(200), systemUser: z.string().max(200) }),
    z.object({ username: z.string(), workstation: z.string() }),
  ],
  /** `ms`: from the push to the script's start. */
  'popup.ran': [z.object({ id: Id, outcome: z.enum(['shown', 'failed']), detail: z.string().max(300) }), z.object({})],
  pong: [z.object({}), z.object({})],
} as const;
export type HelperRequests = typeof helperRequests;

export const helperPushes = {
  /** Run the script with these environment variables. The helper makes them harmless once more before it does. */
  'popup.run': z.object({ id: Id, env: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()) }),
  ping: z.object({ now: Time }),
} as const;
