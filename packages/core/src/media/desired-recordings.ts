import { customerLegIdOf } from '@centralino/protocol';
import { recordedLegs, segmentOfLeg } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { isRecording } from '../recording/recording.ts';
import type { Recording } from '../recording/recording.ts';
import type { World } from '../world/world.ts';

export interface DesiredRecording {
  readonly recordingId: string;
  /** Who is recorded; none while nobody talks with the customer. */
  readonly legs: string[];
  /** False: it stands still, because an agent paused it or because there is nothing to record. */
  readonly running: boolean;
  /** The parties hear a tone when it begins. */
  readonly announced: boolean;
}

/**
 * What should be recorded now: a pure function of the state, as `desiredMedia` is. A recording that is not in the answer is over.
 * The media plane records whatever a leg sends, wired or not: who is on hold, transferring or muted is therefore none of the legs.
 */
export const desiredRecordings = (world: World, interactionId: string): DesiredRecording[] => {
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined) return [];
  return interaction.recordings.filter(isRecording).map(({ id, state, announced }) => {
    const legs = recordedLegs(interaction);
    return { recordingId: id, legs, running: state.kind === 'recording' && legs.length > 0, announced };
  });
};

/** A recording that is over and whose files are not in the store yet. */
export interface UnsavedRecording {
  readonly recordingId: string;
  readonly interactionId: string;
  readonly by: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  /** How long there was something to record, in all and of each party. */
  readonly talkMs: number;
  readonly legs: {
    readonly legId: string;
    readonly ms: number;
    readonly party: 'customer' | 'agent' | 'supervisor';
    readonly agentId: string | null;
  }[];
}

/** Whose voice a leg carries: the caller of a call by hand is an agent, and who took over is one too. */
const speakerOf = (interaction: Interaction, legId: string): 'customer' | 'agent' | 'supervisor' => {
  if (legId === customerLegIdOf(interaction.id) && interaction.origin.kind === 'customer') return 'customer';
  const listened = interaction.supervisions.some(({ id }) => id === legId);
  return listened && segmentOfLeg(interaction, legId) === undefined ? 'supervisor' : 'agent';
};

const agentOfLeg = (interaction: Interaction, legId: string): string | null => {
  const { origin } = interaction;
  if (legId === customerLegIdOf(interaction.id)) return origin.kind === 'agent' ? origin.agentId : null;
  return segmentOfLeg(interaction, legId)?.agentId ?? interaction.supervisions.find(({ id }) => id === legId)?.agentId ?? null;
};

/** The recordings of an interaction (by default: of all) that wait for their files to be saved. */
export const unsavedRecordings = (world: World, interactionId?: string): UnsavedRecording[] => {
  const one = interactionId === undefined ? undefined : world.interactions.get(interactionId);
  const among = interactionId === undefined ? [...world.interactions.values()] : one === undefined ? [] : [one];
  return among.flatMap((interaction) =>
    interaction.recordings.filter(({ state }) => state.kind === 'saving').map((recording) => overOf(interaction, recording)),
  );
};

/** One that failed: its parts are still worth keeping. null: it is not so, or not known any more. */
export const failedRecording = (world: World, interactionId: string, recordingId: string): UnsavedRecording | null => {
  const interaction = world.interactions.get(interactionId);
  const recording = interaction?.recordings.find(({ id, state }) => id === recordingId && state.kind === 'failed');
  return interaction === undefined || recording === undefined ? null : overOf(interaction, recording);
};

const overOf = (interaction: Interaction, { id, by, startedAt, endedAt, talk, legs }: Recording): UnsavedRecording => ({
  recordingId: id,
  interactionId: interaction.id,
  by,
  startedAt,
  endedAt: endedAt ?? startedAt,
  talkMs: talk.ms,
  legs: legs.map(({ legId, ms }) => ({ legId, ms, party: speakerOf(interaction, legId), agentId: agentOfLeg(interaction, legId) })),
});
