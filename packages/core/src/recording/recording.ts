import type { RecordingResult } from '@centralino/protocol';
import { never } from '../events.ts';
import type { InteractionEvent } from '../events.ts';

export type RecordingState =
  | { readonly kind: 'recording' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly result: RecordingResult }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'removed' };

/** How long something lasted in sum, and since when it goes on; null: it does not. */
export interface Stopwatch {
  readonly ms: number;
  readonly since: number | null;
}

/**
 * A recording of the talk.
 *
 * ```
 *             paused            stopped: by an agent, or the talk is over       saved: files in the store and checked
 *  recording ⇄ paused ──────────────────────────────────────────▶ saving ─────────────────────────────────────────────▶ saved
 *      │      resumed  │                                            │
 *      └───────────────┴──── failed: disk full, nothing came, … ────┴─────────────────────────────────────────────────▶ failed
 * ```
 * What was saved may be `removed`: by an administrator, or because its time is over.
 * While nobody talks with the customer (on hold, transferring, waiting again) it goes on, and nothing is recorded.
 */
export interface Recording {
  readonly id: string;
  readonly state: RecordingState;
  /** The agent who asked; null: the service's rule. */
  readonly by: string | null;
  readonly announced: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** How long there was something to record: what its files are checked against. */
  readonly talk: Stopwatch;
  /** The same for each party. */
  readonly legs: readonly (Stopwatch & { readonly legId: string })[];
}

type RecordingEvent = Extract<InteractionEvent, { type: `recording.${string}` }>;

const stopped: Stopwatch = { ms: 0, since: null };

export const isRecording = ({ state }: Recording): boolean => state.kind === 'recording' || state.kind === 'paused';

export const newRecording = ({ at, data }: Extract<RecordingEvent, { type: 'recording.started' }>): Recording => ({
  id: data.recordingId,
  state: { kind: 'recording' },
  by: data.by,
  announced: data.announced,
  startedAt: at,
  endedAt: null,
  talk: stopped,
  legs: [],
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
    case 'recording.removed':
      return { ...recording, state: { kind: 'removed' } };
    default:
      return never(event);
  }
};

const turned = <S extends Stopwatch>(watch: S, on: boolean, at: number): S => {
  if (on === (watch.since !== null)) return watch;
  return watch.since === null ? { ...watch, since: at } : { ...watch, ms: watch.ms + Math.max(0, at - watch.since), since: null };
};

/** Starts and stops the clocks. `talking`: the legs that are in the talk now. */
export const clocked = (recording: Recording, talking: readonly string[], at: number): Recording => {
  const heard = recording.state.kind === 'recording' ? talking : [];
  const talk = turned(recording.talk, heard.length > 0, at);
  const known = recording.legs.map((leg) => turned(leg, heard.includes(leg.legId), at));
  const added = heard.filter((legId) => !recording.legs.some((leg) => leg.legId === legId));
  const same = talk === recording.talk && added.length === 0 && known.every((leg, index) => leg === recording.legs[index]);
  return same ? recording : { ...recording, talk, legs: [...known, ...added.map((legId) => ({ legId, ms: 0, since: at }))] };
};
