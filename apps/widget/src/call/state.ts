import type { DeviceNotice, LocalState } from '../devices/local-media.ts';
import type { CheckFacts, Verdict } from '../check/verdict.ts';
import type { LinkState } from '../connection/connection.ts';
import type { CallChannel, CustomerView, LineTrouble, ServiceStatus, WidgetConfig } from '../types.ts';

/**
 * Where the customer is. The server's word (`interaction`) always wins over the widget's own step.
 *
 *   home ── choose ──▶ devices ── start ──▶ test ── good ──▶ form ── Call now ──▶ creating ──▶ call ──▶ end
 *    ▲                   │  ▲                │  │            │  ▲                    │          │       │
 *    └──── Cancel ───────┴──┼──── Cancel ────┴──┼────────────┘  └────── refused ─────┘          │       │
 *    ▲                      └── Change devices ─┘      (no form: test ── good ──▶ creating)      │       │
 *    └──────────────────────────────────── Cancel while waiting ────────────────────────────────┴─ Done ┘
 */
export type Step = 'home' | 'devices' | 'test' | 'form' | 'creating' | 'call' | 'end';

/** This page's own line. `elsewhere`: another window has it. */
export type LineState = 'none' | 'connecting' | 'connected' | 'lost' | 'elsewhere';

/** Something to tell, which stays until something newer is told or its time is over. */
export type Notice =
  { kind: 'left' } | { kind: 'restored' } | { kind: 'linkBack' } | { kind: 'deviceFailed' } | { kind: 'unplugged'; what: DeviceNotice };

/** What the customer gives at the end. `kept`: what the server has of it. */
export interface Rating {
  stars: number | null;
  comment: string;
  kept: { stars: number | null; comment: string };
  sending: 'idle' | 'sending' | 'failed';
}

export interface CheckState {
  progress: number;
  facts: CheckFacts | null;
  verdict: Verdict | null;
}

export interface WidgetState {
  open: boolean;
  link: LinkState;
  offline: boolean;
  /** Code of the server's final refusal. */
  refused: string | null;
  config: WidgetConfig | null;
  status: ServiceStatus | null;
  step: Step;
  channel: CallChannel | null;
  check: CheckState;
  /** Why `call.create` was refused: a code, and codes per field. */
  refusal: { code: string; fields: Record<string, string> } | null;
  interaction: CustomerView | null;
  line: LineState;
  trouble: LineTrouble;
  /** The server can't do anything at the moment: the queue stands still. */
  stalled: boolean;
  soundBlocked: boolean;
  muted: boolean;
  cameraOn: boolean;
  music: boolean;
  /** "Your call is still on": asked at Esc and ✕. */
  leaving: boolean;
  notice: Notice | null;
  rating: Rating;
  local: LocalState;
  /** Server's clock minus ours, in ms: timers show the server's time. */
  clockOffsetMs: number;
}

export type WidgetEvent =
  | { type: 'opened' }
  | { type: 'hidden' }
  | { type: 'leaveAsked' }
  | { type: 'leaveStayed' }
  | { type: 'link'; link: LinkState }
  | { type: 'network'; offline: boolean }
  | { type: 'refused'; code: string }
  | { type: 'welcome'; config: WidgetConfig; status: ServiceStatus; interaction: CustomerView | null }
  | { type: 'status'; status: ServiceStatus }
  | { type: 'clock'; offsetMs: number }
  | { type: 'chosen'; channel: CallChannel }
  | { type: 'cancelled' }
  | { type: 'devicesAsked' }
  | { type: 'checkStarted' }
  | { type: 'checkProgress'; facts: CheckFacts; progress: number }
  | { type: 'checkDone'; facts: CheckFacts; verdict: Verdict }
  | { type: 'voiceOnly' }
  | { type: 'passed' }
  | { type: 'creating' }
  | { type: 'createRefused'; code: string; fields: Record<string, string> }
  | { type: 'interaction'; interaction: CustomerView }
  | { type: 'line'; line: LineState }
  | { type: 'quality'; trouble: LineTrouble }
  | { type: 'stalled'; stalled: boolean }
  | { type: 'soundBlocked'; blocked: boolean }
  | { type: 'muted'; muted: boolean }
  | { type: 'cameraOn'; on: boolean }
  | { type: 'music'; on: boolean }
  | { type: 'local'; local: LocalState }
  | { type: 'noticed'; notice: Notice | null }
  | { type: 'rated'; stars: number }
  | { type: 'commented'; comment: string }
  | { type: 'ratingSent'; stars: number; comment: string }
  | { type: 'ratingFailed' }
  | { type: 'left' }
  | { type: 'done' };

const noRating: Rating = { stars: null, comment: '', kept: { stars: null, comment: '' }, sending: 'idle' };
/** The server's word, which may come from another window; what the customer is just changing stays. */
function withRating(rating: Rating, { rating: stars, ratingComment }: CustomerView): Rating {
  if (stars === null) return rating;
  const kept = { stars, comment: ratingComment ?? '' };
  const untouched = rating.stars === rating.kept.stars && rating.comment === rating.kept.comment;
  return untouched ? { ...rating, ...kept, kept } : { ...rating, kept };
}

const noCheck: CheckState = { progress: 0, facts: null, verdict: null };

export function initialState(local: LocalState): WidgetState {
  return {
    open: false,
    link: 'closed',
    offline: false,
    refused: null,
    config: null,
    status: null,
    step: 'home',
    channel: null,
    check: noCheck,
    refusal: null,
    interaction: null,
    line: 'none',
    trouble: 'none',
    stalled: false,
    soundBlocked: false,
    muted: false,
    cameraOn: true,
    music: true,
    leaving: false,
    notice: null,
    rating: noRating,
    local,
    clockOffsetMs: 0,
  };
}

/** The form of the chosen channel; null = straight to the call. */
export const formOf = (state: WidgetState) => state.config?.channels.find(({ channel }) => channel === state.channel)?.form ?? null;

/** The channel is on for this widget. */
export const isOffered = (state: WidgetState, channel: CallChannel): boolean =>
  state.config?.enabled === true && state.config.channels.some((one) => one.channel === channel && one.enabled);

export const isWaiting = (state: WidgetState): boolean =>
  state.step === 'call' && (state.interaction?.state === 'waiting' || state.interaction?.state === 'connecting');
export const isTalking = (state: WidgetState): boolean => state.step === 'call' && state.interaction?.state === 'talking';

/** Whether closing the panel would cut somebody off. */
export const isInCall = (state: WidgetState): boolean => state.step === 'call' || state.step === 'creating';

const fresh = { refusal: null, check: noCheck, leaving: false, notice: null } as const;
const noCall = { interaction: null, line: 'none', trouble: 'none', soundBlocked: false, rating: noRating, music: true } as const;

/** Takes the server's word about the call. */
function withInteraction(state: WidgetState, interaction: CustomerView): WidgetState {
  if (state.step === 'end' && state.interaction?.id === interaction.id) {
    // The end stays the end, whatever late news say; a rating may have been given in another window.
    if (interaction.state !== 'ended') return state;
    return { ...state, interaction, rating: withRating(state.rating, interaction) };
  }
  const ended = interaction.state === 'ended';
  return {
    ...state,
    interaction,
    channel: interaction.channel === 'video' ? 'video' : 'webcall',
    step: ended ? 'end' : 'call',
    line: ended ? 'none' : state.line,
    trouble: ended ? 'none' : state.trouble,
    leaving: ended ? false : state.leaving,
    notice: ended ? null : state.notice,
    // Who comes back to the talk after the music has it switched off must not stay deaf.
    music: interaction.state === 'talking' ? true : state.music,
    rating: ended ? withRating(state.rating, interaction) : state.rating,
  };
}

export function reduce(state: WidgetState, event: WidgetEvent): WidgetState {
  switch (event.type) {
    case 'opened':
      return { ...state, open: true, leaving: false };
    case 'hidden':
      return { ...state, open: false, leaving: false };
    case 'leaveAsked':
      return { ...state, leaving: true };
    case 'leaveStayed':
      return { ...state, leaving: false };
    case 'link':
      return { ...state, link: event.link };
    case 'network':
      return { ...state, offline: event.offline };
    case 'refused':
      return { ...state, refused: event.code };
    case 'welcome': {
      const next = { ...state, config: event.config, status: event.status, refused: null, stalled: false };
      if (event.interaction !== null) return withInteraction(next, event.interaction);
      // The server knows of no call (any more): what we thought was a call is over.
      if (state.step === 'call') return { ...next, ...noCall, ...fresh, step: 'home', channel: null };
      return next;
    }
    case 'status':
      return { ...state, status: event.status };
    case 'clock':
      return { ...state, clockOffsetMs: event.offsetMs };
    case 'chosen':
      return { ...state, ...noCall, ...fresh, step: 'devices', channel: event.channel };
    case 'cancelled':
      return { ...state, ...fresh, step: 'home', channel: null };
    case 'devicesAsked':
      return { ...state, ...fresh, step: 'devices' };
    case 'checkStarted':
      return { ...state, ...fresh, step: 'test' };
    case 'checkProgress':
      return state.step === 'test' ? { ...state, check: { ...state.check, facts: event.facts, progress: event.progress } } : state;
    case 'checkDone':
      return state.step === 'test' ? { ...state, check: { facts: event.facts, progress: 1, verdict: event.verdict } } : state;
    case 'voiceOnly':
      return { ...state, channel: 'webcall' };
    case 'passed':
      return { ...state, ...fresh, step: 'form' };
    case 'creating':
      return { ...state, step: 'creating', refusal: null, notice: null };
    case 'createRefused':
      return { ...state, step: 'form', refusal: { code: event.code, fields: event.fields } };
    case 'interaction':
      // News of a call that the customer has left already must not bring them back to it.
      if (state.interaction !== null && state.interaction.id !== event.interaction.id) return state;
      if (state.interaction === null && state.step !== 'creating') return state;
      return withInteraction(state, event.interaction);
    case 'line':
      return { ...state, line: event.line, trouble: event.line === 'connected' ? state.trouble : 'none' };
    case 'quality':
      return { ...state, trouble: event.trouble };
    case 'stalled':
      return { ...state, stalled: event.stalled };
    case 'soundBlocked':
      return { ...state, soundBlocked: event.blocked };
    case 'muted':
      return { ...state, muted: event.muted };
    case 'cameraOn':
      return { ...state, cameraOn: event.on };
    case 'music':
      return { ...state, music: event.on };
    case 'local':
      return { ...state, local: event.local };
    case 'noticed':
      return { ...state, notice: event.notice };
    case 'rated':
      return { ...state, rating: { ...state.rating, stars: event.stars, sending: 'sending' } };
    case 'commented':
      return { ...state, rating: { ...state.rating, comment: event.comment } };
    case 'ratingSent':
      return { ...state, rating: { ...state.rating, kept: { stars: event.stars, comment: event.comment }, sending: 'idle' } };
    case 'ratingFailed':
      return { ...state, rating: { ...state.rating, sending: 'failed' } };
    case 'left':
      return { ...state, ...noCall, ...fresh, step: 'home', channel: null, notice: { kind: 'left' } };
    case 'done':
      return { ...state, ...noCall, ...fresh, step: 'home', channel: null };
    default:
      return event satisfies never;
  }
}
