import type { DeskPush, InteractionView, RecordingView } from '@centralino/protocol';
import type { DeskState, Part } from './desk-state.ts';

/** The recording that goes on (or is paused), or null. */
export const recordingOf = ({ recordings }: InteractionView): RecordingView | null =>
  recordings.findLast(({ state }) => state === 'recording' || state === 'paused') ?? null;

/**
 * What the sign says. `waiting`: nobody paused it, and still nothing is recorded, as nobody talks with the customer (held, in a
 * consultation, on the way to somebody); it goes on by itself.
 */
export function recordingSign({ state, heard }: RecordingView): 'recording' | 'paused' | 'waiting' {
  if (state === 'paused') return 'paused';
  return heard?.since === null ? 'waiting' : 'recording';
}

/** How long was recorded until now, pauses left out. */
export const recordedMs = ({ startedAt, heard }: RecordingView, now: number): number => {
  if (heard === undefined) return now - startedAt;
  return heard.ms + (heard.since === null ? 0 : Math.max(0, now - heard.since));
};

/** Whether this event says that the recording of a talk of this agent, which goes on, can't be written any more. */
export const brokeIn = ({ event, interaction }: DeskPush<'event'>, agentId: string | undefined): boolean =>
  event.type === 'recording.failed' && interaction?.segments.some((one) => one.agentId === agentId && one.state === 'online') === true;

/** Whether the last recording of this talk broke off, and no other has begun. */
export const brokeOff = ({ recordings }: InteractionView): boolean => recordings.at(-1)?.state === 'failed';

/** Whether this agent may record by hand now; `never`: the service does not let them. */
export function recordable(state: DeskState, { interaction, segment }: Part): 'possible' | 'notYet' | 'onTheWay' | 'never' {
  const allowed = state.serviceSettings.find(({ code }) => code === segment.service.code)?.recordOnDemand ?? false;
  const consulted = interaction.origin.kind === 'agent' && interaction.origin.consultFor !== null;
  if (!allowed || consulted) return 'never';
  if (segment.state !== 'online') return 'notYet';
  return segment.transferring === null ? 'possible' : 'onTheWay';
}

/** What the one key for recording does now. What the service's rule records can be paused, not stopped. */
export function recordKeyMeans(interaction: InteractionView): 'start' | 'pause' | 'resume' | 'stop' {
  const running = recordingOf(interaction);
  if (running === null) return 'start';
  if (running.by !== null) return 'stop';
  return running.state === 'paused' ? 'resume' : 'pause';
}
