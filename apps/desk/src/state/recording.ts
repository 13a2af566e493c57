import type { InteractionView, RecordingView } from '@centralino/protocol';
import type { DeskState, Part } from './desk-state.ts';

/** The recording that goes on (or is paused), or null. */
export const recordingOf = ({ recordings }: InteractionView): RecordingView | null =>
  recordings.findLast(({ state }) => state === 'recording' || state === 'paused') ?? null;

/** Whether this agent may record by hand now; `never`: the service does not let them. */
export function recordable(state: DeskState, { segment }: Part): 'possible' | 'notYet' | 'onTheWay' | 'never' {
  const allowed = state.serviceSettings.find(({ code }) => code === segment.service.code)?.recordOnDemand ?? false;
  if (!allowed) return 'never';
  if (segment.state !== 'online') return 'notYet';
  return segment.transferring === null ? 'possible' : 'onTheWay';
}
