import { z } from 'zod';
import { OutcomeConfig, PauseReason, WidgetConfig } from './config.ts';
import { JourneyEntry } from './contacts.ts';
import { DomainEventEnvelope } from './events.ts';
import { DtmfDigits, LineTrouble } from './media.ts';
import { popupPushes, popupRequests } from './popup.ts';
import { DeskWidgetConfig, SdkWidgetId } from './sdk.ts';
import { Disposition, SuperviseMode, Target } from './target.ts';
import { AgentView, CustomerView, InteractionView, ServiceStatus } from './views.ts';
import {
  CallDataEntry,
  Channel,
  Code,
  CustomerPage,
  EchoHeard,
  FormAnswer,
  Id,
  Language,
  LegStats,
  Obstacle,
  Presence,
  Role,
  Time,
} from './words.ts';

/**
 * One socket per browser app at `/ws`. Every frame is a JSON object `{v, id, type, seq?, data}`.
 * A client's frame is a request: exactly one `reply` or `error` with the same id answers it.
 * The server's own frames are ids of its own; `seq` is the place in the log up to which the client is now informed.
 */
export const protocolVersion = 1;

/** Largest frame that a client may send, in bytes (an SDP offer with video is about 6 kB). */
export const maxFrameBytes = 128 * 1024;

const Sdp = z.string().min(20).max(60_000);
const seg = z.object({ interactionId: Id, segmentId: Id });
const call = z.object({ interactionId: Id });

/** What a desk has to know of a service's configuration. */
export const ServiceSettings = z.object({
  code: Code,
  outcomes: OutcomeConfig.nullable(),
  /** Whether agents may record by hand. */
  recordOnDemand: z.boolean(),
  /** Absent: no. */
  autoAnswer: z.boolean().optional(),
});
export type ServiceSettings = z.infer<typeof ServiceSettings>;

/** What `targets.search` found. */
export const TargetList = z.object({
  agents: z.array(
    AgentView.pick({ username: true, name: true, presence: true, activity: true, connected: true }).extend({
      agentId: Id,
      /** Could be called at this moment. */
      callable: z.boolean(),
    }),
  ),
  /** `channels`: which calls the service takes. */
  services: z.array(ServiceStatus.extend({ channels: z.array(Channel) })),
  contacts: z.array(z.object({ contactId: Id, name: z.string(), company: z.string(), number: z.string() })),
});
export type TargetList = z.infer<typeof TargetList>;

export const IceServer = z.object({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() });
export type IceServer = z.infer<typeof IceServer>;

export const SessionUser = z.object({ id: Id, username: z.string(), name: z.string(), roles: z.array(Role) });
export type SessionUser = z.infer<typeof SessionUser>;

/** Requests of the desk: type → [data, reply]. The session cookie says who it is. */
export const deskRequests = {
  /** First frame. `since`: the last `seq` seen; missed events come before the snapshot. */
  hello: [z.object({ app: z.literal('desk'), since: z.number().int().nonnegative().nullable() }), z.object({ user: SessionUser })],
  'presence.set': [z.object({ presence: Presence }), z.object({})],
  'segment.accept': [seg, z.object({})],
  'segment.decline': [seg, z.object({})],
  'segment.hold': [seg, z.object({})],
  'segment.resume': [seg, z.object({})],
  'segment.hangUp': [seg, z.object({})],
  'segment.note': [seg.extend({ note: z.string().max(10_000) }), z.object({})],
  /** What is chosen so far of the outcome, kept like a note is. */
  'segment.dispose': [seg.extend({ outcome: Disposition.nullable() }), z.object({})],
  /** One minute more of after-call work. */
  'segment.extend': [seg, z.object({})],
  'segment.finish': [seg.extend({ outcome: Disposition.nullable().optional() }), z.object({})],
  /** Calls by hand. The page then offers the caller's leg, `<interactionId>.c`. `service`: on behalf of which service, or null. */
  'call.make': [
    z.object({
      to: Target,
      service: Code.nullable(),
      channel: z.enum(['webcall', 'video']),
      /** The contact whom the call is about. */
      contactId: Id.nullable().optional(),
      /** What the caller's desk speaks. */
      language: Language.optional(),
      /** Values of an integration that the call begins with. */
      callData: z.array(CallDataEntry).max(50).optional(),
    }),
    z.object({ interactionId: Id }),
  ],
  /** Who called hangs up; of a consultation the same as `consult.cancel`. */
  'call.hangUp': [call, z.object({})],
  /** The caller of a call by hand holds it, and takes it back. */
  'call.hold': [call, z.object({})],
  'call.resume': [call, z.object({})],
  'segment.transfer': [seg.extend({ to: Target }), z.object({})],
  'segment.cancelTransfer': [seg, z.object({})],
  'segment.leaveTransfer': [seg, z.object({})],
  /** Answers the id of the consultation. Its media is the leg that the agent has already: nothing is to be offered. */
  'segment.consult': [seg.extend({ to: Target }), z.object({ interactionId: Id })],
  /** `interactionId`: of the consultation. */
  'consult.swap': [call, z.object({})],
  'consult.complete': [call, z.object({})],
  'consult.cancel': [call, z.object({})],
  'consult.conference': [call, z.object({})],
  /** `segmentId`: whom it is about, in a talk that this agent is in too. */
  'segment.mute': [seg.extend({ muted: z.boolean() }), z.object({})],
  'segment.remove': [seg, z.object({})],
  /** `segmentId`: one's own. Ends the conference for everybody; who only leaves hangs up. */
  'conference.end': [seg, z.object({})],
  /** Recording by hand, of a talk that this agent is in. */
  'recording.start': [seg, z.object({})],
  'recording.pause': [seg, z.object({})],
  'recording.resume': [seg, z.object({})],
  'recording.stop': [seg, z.object({})],
  /** Values of an integration, kept with an interaction that this agent takes part in. */
  'call.setData': [call.extend({ data: z.array(CallDataEntry).min(1).max(50) }), z.object({})],
  /**
   * A token by which the page of a widget proves to its own server whose desk it is in (`POST /api/v1/tokens/verify`). `oneShot`: good for
   * one verification.
   */
  'token.get': [
    z.object({ kind: z.enum(['session', 'oneShot']), widgetId: SdkWidgetId }),
    z.object({ token: z.string(), expiresAt: Time }),
  ],
  /** For supervisors: agents, queues and talks live, as pushes `team`, beginning with a full one. */
  'team.watch': [z.object({}), z.object({})],
  'team.unwatch': [z.object({}), z.object({})],
  'team.setPresence': [z.object({ agentId: Id, presence: Presence }), z.object({})],
  /** Moves a waiting customer to another service, or offers them to one agent. */
  'team.move': [call.extend({ to: Target }), z.object({})],
  /** For supervisors. The page then offers the leg that it is answered. */
  'supervise.start': [call.extend({ mode: SuperviseMode }), z.object({ legId: Id })],
  'supervise.setMode': [call.extend({ mode: SuperviseMode }), z.object({})],
  'supervise.stop': [call, z.object({})],
  'supervise.takeOver': [call, z.object({})],
  /** Sends tones to the other side of this leg. */
  'leg.dtmf': [z.object({ legId: Id, digits: DtmfDigits }), z.object({})],
  /** Whom one can call or transfer to, by the beginning of any word. Best first. */
  'targets.search': [z.object({ query: z.string().max(100) }), TargetList],
  /** The history of a contact live, as pushes `journey`, while its card is open. One contact at a time per socket; null: none any more. */
  'contact.watch': [z.object({ contactId: Id.nullable() }), z.object({})],
  /** All other agents, as far as any colleague may see them. */
  'agents.list': [z.object({}), TargetList.pick({ agents: true })],
  'contact.link': [z.object({ interactionId: Id, contactId: Id.nullable() }), z.object({})],
  /** Media of the agent's leg: at answer, and again after a refresh or a lost line. The newest tab to offer owns the media. */
  'leg.offer': [z.object({ legId: Id, sdp: Sdp }), z.object({ sdp: z.string() })],
  /** The browser can't give media (no device, permission refused): the offer goes on to the next agent at once, with the reason. */
  'leg.failed': [z.object({ legId: Id, cause: z.string().min(1).max(80) }), z.object({})],
  /** Device test: the server plays one's own voice back after `delayMs`. One test at a time per socket. */
  'test.offer': [z.object({ sdp: Sdp, delayMs: z.number().int().min(0).max(2_000) }), z.object({ sdp: z.string() })],
  'test.stats': [z.object({}), z.object({ stats: LegStats, heard: EchoHeard.nullable() })],
  'test.close': [z.object({}), z.object({})],
  'ice.get': [z.object({}), z.object({ iceServers: z.array(IceServer) })],
  ...popupRequests,
  /** Answers a server `ping`. */
  pong: [z.object({}), z.object({})],
} as const;

/** Requests of the customer's widget. */
export const widgetRequests = {
  /** First frame. `token`: from an earlier `call.create`; when still valid, the interaction goes on where it was. */
  hello: [
    z.object({ app: z.literal('widget'), widget: Code, language: Language, token: z.string().max(100).nullable() }),
    z.object({
      widget: WidgetConfig,
      status: ServiceStatus,
      iceServers: z.array(IceServer),
      interaction: CustomerView.nullable(),
    }),
  ],
  'test.offer': deskRequests['test.offer'],
  'test.stats': deskRequests['test.stats'],
  'test.close': deskRequests['test.close'],
  'ice.get': deskRequests['ice.get'],
  /** Asks for an agent. The token is the customer's only key to this interaction: keep it where a refresh finds it, never in a URL. */
  'call.create': [
    z.object({
      channel: z.enum(['webcall', 'video']),
      language: Language,
      answers: z.array(FormAnswer.pick({ key: true, value: true })).max(40),
      consent: z.boolean(),
      /** The page that the widget is in. Kept only if it is of the origin that the browser names. */
      page: CustomerPage.optional(),
    }),
    z.object({ token: z.string(), interaction: CustomerView }),
  ],
  'leg.offer': [z.object({ legId: Id, sdp: Sdp }), z.object({ sdp: z.string() })],
  /** Cancel while waiting, hang up while talking. */
  'call.leave': [z.object({}), z.object({})],
  'call.rate': [z.object({ rating: z.number().int().min(1).max(5), comment: z.string().max(1000).nullable() }), z.object({})],
  pong: [z.object({}), z.object({})],
} as const;

/** Frames that the server sends by itself: to desks… */
export const deskPushes = {
  /** The whole truth for this agent at `seq`: replaces whatever the client had. */
  snapshot: z.object({
    now: Time,
    agent: AgentView,
    interactions: z.array(InteractionView),
    services: z.array(ServiceStatus),
    pauseReasons: z.array(PauseReason),
    /** Of the services that this agent works for, or whose interactions they see. */
    serviceSettings: z.array(ServiceSettings),
    /** The desk's widgets that this agent sees, in their order. */
    widgets: z.array(DeskWidgetConfig).optional(),
    /** Numbers without an international prefix are of this country (ISO 3166-1). */
    homeCountry: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    iceServers: z.array(IceServer),
  }),
  /** A committed event that concerns this agent, with what it changed. `interaction` null = no longer this agent's. */
  event: z.object({
    now: Time,
    event: DomainEventEnvelope,
    agent: AgentView.optional(),
    interaction: InteractionView.optional(),
    /** Other interactions of this agent whose views it changed: of a consultation the talk that it is about, and the other way round. */
    related: z.array(InteractionView).optional(),
  }),
  services: z.object({ services: z.array(ServiceStatus) }),
  /** A service was set up, changed or removed: all of them anew. */
  serviceSettings: z.object({ serviceSettings: z.array(ServiceSettings) }),
  /** An administrator changed what the desk shows: as in a snapshot, anew. */
  settings: z.object({ pauseReasons: z.array(PauseReason), widgets: z.array(DeskWidgetConfig) }),
  /**
   * To those who watch. `full`: replaces everything before; otherwise only what changed. `interactions`: those that are not closed.
   */
  team: z.object({
    now: Time,
    full: z.boolean(),
    agents: z.array(AgentView),
    removedAgents: z.array(Id),
    interactions: z.array(InteractionView),
    removedInteractions: z.array(Id),
    services: z.array(ServiceStatus),
  }),
  /** To who watches a contact: this interaction of it is new or has changed, or (`entry` null) is its own no more. */
  journey: z.object({ contactId: Id, interactionId: Id, entry: JourneyEntry.nullable() }),
  /** About once a second while media flows. `trouble`: what is wrong with the line, if anything. */
  quality: z.object({ legId: Id, stats: LegStats, trouble: LineTrouble }),
  /** Another tab of the same agent offered the leg: this one must let go of its media. */
  'leg.takenOver': z.object({ legId: Id }),
  /** Media of this leg is gone on the server's side: offer again. */
  'leg.reoffer': z.object({ legId: Id }),
  /** A party whom this agent hears pressed a key (RFC 4733). */
  'leg.dtmf': z.object({ legId: Id, digit: DtmfDigits }),
  ...popupPushes,
  /** Nothing can be saved at the moment, for this reason; null: it can again. Talks go on, but nothing can be done in them. */
  trouble: z.object({ obstacle: Obstacle.nullable() }),
  /** The session ended (signed out elsewhere, account disabled). */
  signedOut: z.object({}),
  ping: z.object({ now: Time }),
} as const;

/** …and to widgets. */
export const widgetPushes = {
  interaction: z.object({ now: Time, interaction: CustomerView }),
  status: z.object({ status: ServiceStatus }),
  quality: deskPushes.quality,
  /** The server can't do anything at the moment: the queue stands still, talks go on. */
  trouble: z.object({ active: z.boolean() }),
  'leg.takenOver': deskPushes['leg.takenOver'],
  'leg.reoffer': deskPushes['leg.reoffer'],
  ping: deskPushes.ping,
} as const;

/** What answers a request. */
export const FrameError = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  fields: z.record(z.string(), z.string()).optional(),
});
export type FrameError = z.infer<typeof FrameError>;

/** The envelope. `seq` only on frames of the server that move the client's cursor. */
export const Frame = z.object({
  v: z.literal(protocolVersion),
  id: z.string().min(1).max(60),
  type: z.string().min(1).max(60),
  seq: z.number().int().nonnegative().optional(),
  data: z.unknown(),
});
export type Frame = z.infer<typeof Frame>;

type RequestMap = Record<string, readonly [z.ZodType, z.ZodType]>;
export type RequestData<M extends RequestMap, T extends keyof M> = z.infer<M[T][0]>;
export type ReplyData<M extends RequestMap, T extends keyof M> = z.infer<M[T][1]>;
export type DeskRequests = typeof deskRequests;
export type WidgetRequests = typeof widgetRequests;
export type DeskPush<T extends keyof typeof deskPushes> = z.infer<(typeof deskPushes)[T]>;
export type WidgetPush<T extends keyof typeof widgetPushes> = z.infer<(typeof widgetPushes)[T]>;
