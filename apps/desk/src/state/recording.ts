import type { InteractionView, RecordingView } from '@centralino/protocol';
import type { DeskState, Part } from './desk-state.ts';

/** The recording that goes on (or is paused), or null. */
export const recordingOf = ({ recordings }: InteractionView): RecordingView | null =>
  recordings.findLast(({ state }) => state === 'recording' || state === 'paused') ?? null;

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
