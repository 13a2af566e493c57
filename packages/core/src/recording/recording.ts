import type { RecordingResult } from '@centralino/protocol';
import { never } from '../events.ts';
import type { InteractionEvent } from '../events.ts';

export type RecordingState =
  | { readonly kind: 'recording' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly result: RecordingResult }
  | { readonly kind: 'failed'; readonly detail: string };

/**
 * A recording of the talk.
 *
 * ```
 *             paused            stopped: by an agent, or the talk is over       saved: files in the store and checked
 *  recording ⇄ paused ──────────────────────────────────────────▶ saving ─────────────────────────────────────────────▶ saved
 *             resumed                                               └──── failed: node lost, disk full, … ────────────▶ failed
 * ```
 */
export interface Recording {
  readonly id: string;
  readonly state: RecordingState;
  /** The agent who asked; null: the service's rule. */
  readonly by: string | null;
  readonly announced: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

type RecordingEvent = Extract<InteractionEvent, { type: `recording.${string}` }>;

export const isRecording = ({ state }: Recording): boolean => state.kind === 'recording' || state.kind === 'paused';

export const newRecording = ({ at, data }: Extract<RecordingEvent, { type: 'recording.started' }>): Recording => ({
  id: data.recordingId,
  state: { kind: 'recording' },
  by: data.by,
  announced: data.announced,
  startedAt: at,
  endedAt: null,
});

export const evolveRecording = (recording: Recording, event: Exclude<RecordingEvent, { type: 'recording.started' }>): Recording => {
  switch (event.type) {
    case 'recording.paused':
      return { ...recording, state: { kind: 'paused' } };
    case 'recording.resumed':
      return { ...recording, state: { kind: 'recording' } };
    case 'recording.stopped':
      return { ...recording, state: { kind: 'saving' }, endedAt: event.at };
    case 'recording.saved':
      return { ...recording, state: { kind: 'saved', result: event.data.result } };
    case 'recording.failed':
      return { ...recording, state: { kind: 'failed', detail: event.data.detail }, endedAt: recording.endedAt ?? event.at };
    default:
      return never(event);
  }
};
