import type { SdkAgentEvent, SdkCallData, SdkContactEvent, SdkContactEventName, SdkLogEntry, SdkOutcomeEvent } from './sdk.ts';
import { sdkCursor } from './sdk.ts';
import type { Channel } from './words.ts';

/*
 * The AgentDesktop profile: what happens to one agent, told in the names, fields and order that pages written for AgentDesktop expect.
 *
 *   inbound        POPUP CONNECTIONSTARTED RINGING ─ ESTABLISHED ─ (HELD RETRIEVED)* ─ CONNECTIONCLEARED JOBCHANGED ─ JOBFINISHED
 *   not taken      POPUP CONNECTIONSTARTED RINGING ─ CONNECTIONCLEARED JOBFINISHED
 *   manual         CONNECTIONSTARTED DIALING ─ ESTABLISHED ─ (HELD RETRIEVED)* ─ CONNECTIONCLEARED          (job_state always empty)
 *   colleague's    CONNECTIONSTARTED RINGING ─ ESTABLISHED ─ CONNECTIONCLEARED                               (job_state always empty)
 *   direct         HELD TRANSFERRED CONNECTIONCLEARED JOBCHANGED ─ JOBFINISHED, whatever became of it
 *   consultation   M:HELD C:CONNECTIONSTARTED C:DIALING ─ C:ESTABLISHED ─ then one of
 *     complete       M:TRANSFERRED M:CONNECTIONCLEARED C:CONNECTIONCLEARED M:JOBCHANGED ─ M:JOBFINISHED
 *     cancel         C:CONNECTIONCLEARED M:RETRIEVED
 *     conference     M:RETRIEVED M:CONFERENCED C:CONNECTIONCLEARED
 *
 * Pure: time and ids come in. Call control (or the testing desk) fills the inputs; each gives the events to deliver, in order.
 */

/** A contact as the profile needs to know it. */
export interface ProfileContact {
  /** Made by `sdkContactId`. */
  id: string;
  /** The interaction's id; constant over the contact's life. A consultation has its own. */
  uuid: string;
  channel: Channel;
  /**
   * `inbound`: distributed by Centralino to this agent; `manual`: dialled by this agent; `consultation`: dialled by this agent while another
   * contact is held; `colleague`: another agent calls or consults this agent directly.
   */
  kind: 'inbound' | 'manual' | 'consultation' | 'colleague';
  /** Who calls: the customer's number or name; for an agent's own calls their endpoint (`sdkEndpoint`). */
  from: string;
  /** What was called: service number or name, dialled number. Ignored for consultations, where pages expect the word `consultation`. */
  to: string;
  /** Code of the service; `""` for an agent's own calls. */
  queue: string;
  chatId?: string;
  description?: string;
  callData?: SdkCallData[];
  /** When the customer began to wait, for `waitingTime`. */
  waitingSince?: number;
}

/** What became of a transfer; see SdkOutcomeEvent. */
export type ProfileOutcome = SdkOutcomeEvent['outcome'];

/** What happened at this agent. `seq` is the place in the log (or any number that only grows), `at` the time in ms. */
export type ProfileInput = { seq: number; at: number } & (
  | { type: 'agent'; state: 'loggedIn' | 'paused' | 'loggedOut' }
  /** Rings at this agent (inbound, colleague) or is dialled by them (manual, consultation: give the `main` contact that is held for it). */
  | { type: 'started'; contact: ProfileContact; main?: string }
  /** Both sides are connected. */
  | { type: 'established'; id: string }
  | { type: 'held'; id: string }
  | { type: 'retrieved'; id: string }
  /** The talk, or the attempt, is over for this agent, not by a transfer. `wrapping`: after-call work follows. */
  | { type: 'cleared'; id: string; wrapping: boolean }
  /** After-call work is done. */
  | { type: 'finished'; id: string }
  | { type: 'dataChanged'; id: string; callData: SdkCallData[] }
  /** The agent transferred blind: told at once, before anybody knows what comes of it. */
  | { type: 'transferred'; id: string }
  /** The agent completed a consultation as a transfer. */
  | { type: 'consultationCompleted'; id: string; consultation: string }
  /** The agent gave up a consultation and the customer is back (`retrieved: false`: still held). */
  | { type: 'consultationCancelled'; id: string; consultation: string; retrieved: boolean }
  | { type: 'conferenced'; id: string; consultation: string }
  /** What the engine found out about a transfer. */
  | { type: 'transferOutcome'; id: string; uuid: string; transfer: 'direct' | 'consultation'; outcome: ProfileOutcome; destination: string }
);

type WithoutPlace<I> = I extends unknown ? Omit<I, 'seq' | 'at'> : never;
/** An input before it has its place in the log. */
export type ProfileHappening = WithoutPlace<ProfileInput>;

/** A contact as the profile remembers it. */
export interface SdkProfileContact {
  contact: ProfileContact;
  phase: 'started' | 'established' | 'cleared';
  held: boolean;
  reason: SdkContactEvent['reason'];
  job: SdkContactEvent['job_state'];
  startedAt: number;
  establishedAt: number | null;
  endedAt: number | null;
}

/** State of the profile of one agent: plain data, foldable again from the agent's inputs. */
export interface SdkProfile {
  contacts: Record<string, SdkProfileContact>;
  agent: SdkAgentEvent['event'] | null;
}

export const createSdkProfile = (): SdkProfile => ({ contacts: {}, agent: null });

const mediaTypes: Record<Channel, SdkContactEvent['media_type']> = {
  phone: 'telephony',
  webcall: 'telephony',
  video: 'telephony',
  callback: 'telephony',
  chat: 'chat',
  whatsapp: 'chat',
  mail: 'multimedia',
  custom1: 'multimedia',
  custom2: 'multimedia',
  custom3: 'multimedia',
};

const agentEvents = { loggedIn: 'AGENT:LOGGEDIN', paused: 'AGENT:PAUSE', loggedOut: 'AGENT:LOGGEDOUT' } as const;

const wholeSeconds = (fromMs: number, toMs: number): string => String(Math.max(0, Math.floor((toMs - fromMs) / 1000)));

function contactEvent(event: SdkContactEventName, state: SdkProfileContact): SdkContactEvent {
  const { contact } = state;
  const distributed = contact.kind === 'inbound';
  const outbound = contact.kind === 'manual' || contact.kind === 'consultation';
  return {
    event,
    id: contact.id,
    uuid: contact.uuid,
    chat_id: contact.chatId ?? '',
    type: outbound ? 'outbound' : 'inbound',
    media_type: mediaTypes[contact.channel],
    content_type: distributed ? 'live' : '',
    content_description: contact.description ?? '',
    job_type: distributed ? 'inbound' : 'manual',
    job_state: distributed ? state.job : '',
    ani: contact.from,
    dnis: contact.kind === 'consultation' ? 'consultation' : contact.to,
    queue: contact.queue,
    reason: state.reason,
    CallData: (contact.callData ?? []).map(({ name, value }) => ({ name, value })),
    ...(state.endedAt === null
      ? {}
      : {
          endTime: new Date(state.endedAt).toISOString(),
          time_duration_sec: state.establishedAt === null ? '0' : wholeSeconds(state.establishedAt, state.endedAt),
          waitingTime: wholeSeconds(contact.waitingSince ?? state.startedAt, state.establishedAt ?? state.endedAt),
        }),
  };
}

/**
 * Folds one input, in place, and answers what it means to pages. An input that can't be (a contact unknown or already over, a hold of what
 * is held) means nothing: replaying a log from the middle, or the same input twice, tells nobody anything wrong.
 */
export function applyToSdkProfile(profile: SdkProfile, input: ProfileInput): SdkLogEntry[] {
  const entries: SdkLogEntry[] = [];
  const cursor = (): number => sdkCursor(input.seq, entries.length);
  const tell = (event: SdkContactEventName, state: SdkProfileContact): void => {
    entries.push({ kind: 'contact', cursor: cursor(), data: contactEvent(event, state) });
  };
  const live = (id: string): SdkProfileContact | null => {
    const state = profile.contacts[id];
    return state !== undefined && state.phase !== 'cleared' ? state : null;
  };
  /** The second call of a consultation: never the contact itself, nor one that was distributed. */
  const second = (id: string, main: string): SdkProfileContact | null => {
    const state = id === main ? null : live(id);
    return state?.contact.kind === 'inbound' ? null : state;
  };
  const forgetIfManual = (state: SdkProfileContact): void => {
    if (state.contact.kind !== 'inbound') delete profile.contacts[state.contact.id];
  };
  const hold = (state: SdkProfileContact): void => {
    if (state.held) return;
    state.held = true;
    tell('HELD', state);
  };
  const retrieve = (state: SdkProfileContact): void => {
    if (!state.held) return;
    state.held = false;
    tell('RETRIEVED', state);
  };
  const clear = (state: SdkProfileContact, reason: SdkContactEvent['reason']): void => {
    state.phase = 'cleared';
    state.held = false;
    state.reason = reason;
    state.endedAt = input.at;
    tell('CONNECTIONCLEARED', state);
    forgetIfManual(state);
  };
  const wrapUp = (state: SdkProfileContact): void => {
    if (state.contact.kind !== 'inbound') return;
    state.job = 'offline';
    tell('JOBCHANGED', state);
  };
  const finish = (state: SdkProfileContact): void => {
    if (state.contact.kind !== 'inbound') return;
    state.job = 'finished';
    tell('JOBFINISHED', state);
    delete profile.contacts[state.contact.id];
  };

  switch (input.type) {
    case 'agent': {
      const event = agentEvents[input.state];
      if (profile.agent === event) break;
      profile.agent = event;
      entries.push({ kind: 'agent', cursor: cursor(), data: { event } });
      break;
    }
    case 'started': {
      const { contact } = input;
      if (profile.contacts[contact.id] !== undefined) break;
      const main = input.main === undefined ? null : live(input.main);
      if (main) hold(main);
      const state: SdkProfileContact = {
        contact,
        phase: 'started',
        held: false,
        reason: '',
        job: 'online',
        startedAt: input.at,
        establishedAt: null,
        endedAt: null,
      };
      profile.contacts[contact.id] = state;
      if (contact.kind === 'inbound') tell('POPUP', state);
      tell('CONNECTIONSTARTED', state);
      tell(contact.kind === 'inbound' || contact.kind === 'colleague' ? 'RINGING' : 'DIALING', state);
      break;
    }
    case 'established': {
      const state = live(input.id);
      if (!state || state.phase !== 'started') break;
      state.phase = 'established';
      state.establishedAt = input.at;
      tell('ESTABLISHED', state);
      break;
    }
    case 'held': {
      const state = live(input.id);
      if (state) hold(state);
      break;
    }
    case 'retrieved': {
      const state = live(input.id);
      if (state) retrieve(state);
      break;
    }
    case 'cleared': {
      const state = live(input.id);
      if (!state) break;
      clear(state, '');
      if (input.wrapping) wrapUp(state);
      else finish(state);
      break;
    }
    case 'finished': {
      const state = profile.contacts[input.id];
      if (state?.phase === 'cleared') finish(state);
      break;
    }
    case 'dataChanged': {
      const state = profile.contacts[input.id];
      if (!state || JSON.stringify(state.contact.callData ?? []) === JSON.stringify(input.callData)) break;
      state.contact = { ...state.contact, callData: input.callData };
      tell('DATACHANGED', state);
      break;
    }
    case 'transferred': {
      const state = live(input.id);
      if (!state) break;
      hold(state);
      tell('TRANSFERRED', state);
      clear(state, 'transferred');
      wrapUp(state);
      break;
    }
    case 'consultationCompleted': {
      const state = live(input.id);
      const consultation = second(input.consultation, input.id);
      if (!state || !consultation) break;
      hold(state);
      tell('TRANSFERRED', state);
      clear(state, 'transferred');
      clear(consultation, 'transferred');
      wrapUp(state);
      break;
    }
    case 'consultationCancelled': {
      const consultation = second(input.consultation, input.id);
      if (consultation) clear(consultation, '');
      const state = live(input.id);
      if (state && input.retrieved) retrieve(state);
      break;
    }
    case 'conferenced': {
      const state = live(input.id);
      const consultation = second(input.consultation, input.id);
      if (!state || !consultation) break;
      retrieve(state);
      tell('CONFERENCED', state);
      clear(consultation, '');
      break;
    }
    case 'transferOutcome':
      entries.push({
        kind: 'outcome',
        cursor: cursor(),
        data: {
          event: 'TRANSFER_OUTCOME',
          id: input.id,
          uuid: input.uuid,
          transfer: input.transfer,
          outcome: input.outcome,
          destination: input.destination,
        },
      });
      break;
  }
  return entries;
}

/** The last thing known of each contact at the agent, for CONTACT.getContactList: the event that would tell of it now. */
export function sdkContactList(profile: SdkProfile): SdkContactEvent[] {
  return Object.values(profile.contacts).map((state) => contactEvent(lastEventOf(state), state));
}

function lastEventOf(state: SdkProfileContact): SdkContactEventName {
  if (state.phase === 'cleared') return 'JOBCHANGED';
  if (state.held) return 'HELD';
  if (state.phase === 'established') return 'ESTABLISHED';
  return state.contact.kind === 'inbound' || state.contact.kind === 'colleague' ? 'RINGING' : 'DIALING';
}

/** Does this event end its contact (nothing more comes)? */
export const endsSdkContact = (event: SdkContactEvent): boolean =>
  event.event === 'JOBFINISHED' || (event.event === 'CONNECTIONCLEARED' && event.job_type === 'manual');

/**
 * The SDK's id of a segment (`<interaction>.<n>`), in the shape that pages of AgentDesktop know: `<hex>-<hex8>@<node>.<domain>`.
 * `node`: `GW` for contacts that come in, `EP` for those that an agent dials. It only depends on the segment, so both ends of any
 * connection, and every restart, make the same one.
 */
export function sdkContactId(segmentId: string, options: { node: 'GW' | 'EP'; domain?: string }): string {
  const [interaction = '', ordinal = '0'] = segmentId.split('.');
  let hex = interaction.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
  // Ids that are not UUIDs have few hexadecimal digits: spell them by their characters.
  if (hex.length < 12) hex = [...interaction].map((char) => char.charCodeAt(0).toString(16)).join('');
  hex = hex.padStart(12, '0');
  const number = Number.parseInt(ordinal, 10);
  const last8 = hex.slice(-8);
  const before = hex.slice(-12, -8);
  return `${before}${(Number.isFinite(number) ? number : 0).toString(16)}-${last8}@${options.node}.${options.domain ?? 'centralino.local'}`;
}

/** An agent's own endpoint, as pages see it in `ani` of the calls that the agent makes. */
export const sdkEndpoint = (username: string, domain = 'centralino.local'): string => `${username}@EP.${domain}`;

/** Reads `A=1;B=2` as pages write CallData. Names are trimmed, empty ones left out; a value may contain `=`. */
export function parseCallData(text: string): SdkCallData[] {
  const variables: SdkCallData[] = [];
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (name !== '') variables.push({ name, value: equals < 0 ? '' : part.slice(equals + 1) });
  }
  return variables;
}

/** `before` with the variables of `change` set: same names are replaced where they stand, new ones come last. */
export function mergeCallData(before: readonly SdkCallData[], change: readonly SdkCallData[]): SdkCallData[] {
  const merged = new Map(before.map(({ name, value }) => [name, value]));
  for (const { name, value } of change) merged.set(name, value);
  return [...merged].map(([name, value]) => ({ name, value }));
}
