import { z } from 'zod';
import { AgentConfig, ServiceConfig } from './config.ts';
import { Disposition, SuperviseMode, Target } from './target.ts';
import { RecordingResult } from './recordings.ts';
import { CallDataEntry, Channel, Code, Customer, Id, Language, LegStats, Presence, Time } from './words.ts';

const segment = { interactionId: Id, segmentId: Id, agentId: Id };
const leg = { interactionId: Id, legId: Id };
const call = { interactionId: Id, agentId: Id };

/**
 * Everything that can be asked of the engine. `at` is the engine's clock when it took the command: core has no clock of its own.
 * A command is refused with a code of the error registry and then changes nothing.
 */
export const Command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('service.configure'), at: Time, service: ServiceConfig }),
  z.object({ type: z.literal('service.remove'), at: Time, code: Code }),
  /** `unlessEngaged`: refused with `agent.busy` while the agent talks, calls, listens in or does after-call work. */
  z.object({ type: z.literal('agent.configure'), at: Time, agent: AgentConfig, unlessEngaged: z.boolean().optional() }),
  z.object({ type: z.literal('agent.remove'), at: Time, agentId: Id }),
  z.object({
    type: z.literal('agent.setPresence'),
    at: Time,
    agentId: Id,
    presence: Presence,
    by: z.enum(['agent', 'supervisor', 'system']),
  }),
  /** First live connection of the agent's browser(s). */
  z.object({ type: z.literal('agent.connect'), at: Time, agentId: Id }),
  /** Last live connection is gone. */
  z.object({ type: z.literal('agent.disconnect'), at: Time, agentId: Id }),

  z.object({
    type: z.literal('interaction.create'),
    at: Time,
    interactionId: Id,
    service: Code,
    channel: Channel,
    language: Language,
    customer: Customer,
  }),
  /** The customer cancels while waiting, or hangs up. */
  z.object({ type: z.literal('interaction.leave'), at: Time, interactionId: Id }),
  z.object({
    type: z.literal('interaction.linkContact'),
    at: Time,
    interactionId: Id,
    contactId: Id.nullable(),
    name: z.string().max(200).nullable(),
    by: Id.nullable(),
  }),
  /** Forgets what is personal in an interaction that is over. */
  z.object({ type: z.literal('interaction.erase'), at: Time, interactionId: Id }),
  z.object({
    type: z.literal('interaction.rate'),
    at: Time,
    interactionId: Id,
    rating: z.number().int().min(1).max(5),
    comment: z.string().max(1000).nullable(),
  }),

  /** Keeps values with the interaction; a name that is there already gets the new value. `by`: the agent; null: a door of the system. */
  z.object({
    type: z.literal('interaction.setData'),
    at: Time,
    interactionId: Id,
    data: z.array(CallDataEntry).min(1).max(50),
    by: Id.nullable(),
  }),
  /** A supervisor moves a waiting customer to another service, or offers them to one agent. Who may is decided at the door. */
  z.object({ type: z.literal('interaction.move'), at: Time, interactionId: Id, to: Target, by: Id }),

  z.object({ type: z.literal('segment.accept'), at: Time, ...segment }),
  z.object({ type: z.literal('segment.decline'), at: Time, ...segment }),
  z.object({ type: z.literal('segment.hold'), at: Time, ...segment }),
  z.object({ type: z.literal('segment.resume'), at: Time, ...segment }),
  z.object({ type: z.literal('segment.hangUp'), at: Time, ...segment }),
  z.object({ type: z.literal('segment.note'), at: Time, ...segment, note: z.string().max(10_000) }),
  /** What is chosen so far of the outcome, kept like a note is: nothing has to be complete. null: nothing any more. */
  z.object({ type: z.literal('segment.dispose'), at: Time, ...segment, outcome: Disposition.nullable() }),
  /** After-call work goes on `moreTimeMs` longer; refused with `wrapUp.limit` when that was asked for `maxMoreTimes` times. */
  z.object({ type: z.literal('segment.extend'), at: Time, ...segment }),
  /** `outcome`: see `ServiceConfig.outcomes`; refused with `outcome.required` when one has to be chosen. */
  z.object({ type: z.literal('segment.finish'), at: Time, ...segment, outcome: Disposition.nullable().optional() }),

  /** An agent calls by hand. `service`: on behalf of which service; null: the target's own, or the one for calls between agents. */
  z.object({
    type: z.literal('call.make'),
    at: Time,
    interactionId: Id,
    agentId: Id,
    to: Target,
    service: Code.nullable(),
    channel: Channel,
    language: Language,
    /** The contact whom the call is about, if any. */
    contactId: Id.nullable().optional(),
    /** Values of an integration that the call begins with. */
    callData: z.array(CallDataEntry).max(50).optional(),
  }),
  /** The agent who called (or consults) hangs up. */
  z.object({ type: z.literal('call.hangUp'), at: Time, ...call }),
  /** …or puts their call on hold, and takes it back. Not of a consultation: there `consult.swap` changes over. */
  z.object({ type: z.literal('call.hold'), at: Time, ...call }),
  z.object({ type: z.literal('call.resume'), at: Time, ...call }),

  /** Blind transfer of a talk. */
  z.object({ type: z.literal('segment.transfer'), at: Time, ...segment, to: Target }),
  /** Takes the customer back while the transfer still rings. */
  z.object({ type: z.literal('segment.cancelTransfer'), at: Time, ...segment }),
  /** Leaves while the transfer still rings: if it fails the customer waits in front. */
  z.object({ type: z.literal('segment.leaveTransfer'), at: Time, ...segment }),

  /** Holds the talk and calls somebody about it. `consultationId`: the id of the new interaction. */
  z.object({ type: z.literal('segment.consult'), at: Time, ...segment, consultationId: Id, to: Target }),
  /** `interactionId`: of the consultation; `agentId`: who consults. */
  z.object({ type: z.literal('consult.swap'), at: Time, ...call }),
  z.object({ type: z.literal('consult.complete'), at: Time, ...call }),
  z.object({ type: z.literal('consult.cancel'), at: Time, ...call }),
  z.object({ type: z.literal('consult.conference'), at: Time, ...call }),

  /** A supervisor listens, whispers or barges in; who may supervise is decided at the door. One talk at a time. */
  z.object({ type: z.literal('supervise.start'), at: Time, ...call, mode: SuperviseMode }),
  z.object({ type: z.literal('supervise.setMode'), at: Time, ...call, mode: SuperviseMode }),
  z.object({ type: z.literal('supervise.stop'), at: Time, ...call }),
  /** The supervisor becomes the agent of the talk; those who were in it are out. */
  z.object({ type: z.literal('supervise.takeOver'), at: Time, ...call }),

  /** `segmentId`: whom it is about; `agentId`: who asks, with a part of their own in the same talk. */
  z.object({ type: z.literal('segment.mute'), at: Time, ...segment, muted: z.boolean() }),
  z.object({ type: z.literal('segment.remove'), at: Time, ...segment }),
  /** By an agent of a conference, of their own part: the talk is over for everybody, the caller included. */
  z.object({ type: z.literal('conference.end'), at: Time, ...segment }),

  /** By an agent of the talk, if the service lets agents record. */
  z.object({ type: z.literal('recording.start'), at: Time, ...segment }),
  z.object({ type: z.literal('recording.pause'), at: Time, ...segment }),
  z.object({ type: z.literal('recording.resume'), at: Time, ...segment }),
  z.object({ type: z.literal('recording.stop'), at: Time, ...segment }),
  /** The files are in the store and were checked. */
  z.object({ type: z.literal('recording.save'), at: Time, interactionId: Id, recordingId: Id, result: RecordingResult }),
  z.object({ type: z.literal('recording.fail'), at: Time, interactionId: Id, recordingId: Id, detail: z.string().max(300) }),
  /** Its files were removed from the store, for good. */
  z.object({ type: z.literal('recording.remove'), at: Time, interactionId: Id, recordingId: Id }),

  z.object({ type: z.literal('leg.connected'), at: Time, ...leg }),
  z.object({ type: z.literal('leg.lost'), at: Time, ...leg, cause: z.string().max(80) }),
  /** Media could not be set up at all (refused offer, no node): unlike `leg.lost` nobody waits for it. */
  z.object({ type: z.literal('leg.failed'), at: Time, ...leg, cause: z.string().max(80) }),
  z.object({ type: z.literal('leg.measured'), at: Time, ...leg, stats: LegStats }),

  /** The timer wheel: something of this stream is due at or before `at`. */
  z.object({ type: z.literal('deadline.reached'), at: Time, stream: z.string() }),
  /** After a restart: nothing that lived in the old process is there. Legs are lost (with grace), agents disconnected. */
  z.object({ type: z.literal('engine.started'), at: Time }),
]);
export type Command = z.infer<typeof Command>;
export type CommandType = Command['type'];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

type WithoutTime<C> = C extends unknown ? Omit<C, 'at'> : never;
/** A command as a door sends it: the engine stamps `at`. */
export type CommandRequest = WithoutTime<Command>;
