import { customerLegIdOf } from '@centralino/protocol';
import type { MediaSource } from '@centralino/protocol';
import { consultFor, isDirect, isOver, openSupervisions, segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { legIsExpected } from '../interaction/party.ts';
import { isHeld, isInTalk } from '../segment/segment.ts';
import type { Segment } from '../segment/segment.ts';
import type { Supervision } from '../supervision/supervision.ts';
import type { World } from '../world/world.ts';

export interface DesiredMedia {
  /** Legs that may exist now; any other leg of the interaction is to be closed. */
  readonly legs: string[];
  /** What each of them hears and sees. */
  readonly wires: { sink: string; source: MediaSource }[];
}

/** Somebody whom another party would hear. */
interface Voice {
  readonly legId: string;
  readonly up: boolean;
  readonly muted: boolean;
}

const music: MediaSource = { player: 'music' };
const comfort: MediaSource = { player: 'comfort' };
const ringback: MediaSource = { player: 'ringback' };

const voiceOf = ({ legId, leg, muted }: Segment): Voice => ({ legId, up: leg.kind === 'connected', muted });

/** Supervisors who are heard by the agents of the talk (`whisper`, `barge`), or by everybody (`barge`). A lost one is not missed. */
const supervisorVoices = (interaction: Interaction, modes: readonly Supervision['mode'][]): Voice[] =>
  openSupervisions(interaction)
    .filter(({ mode, leg }) => modes.includes(mode) && leg.kind === 'connected')
    .map(({ id }) => ({ legId: id, up: true, muted: false }));

/** One voice as it is, several mixed; comfort while the only ones are lost; silence when they are muted. `alone`: nobody is there. */
const hear = (voices: readonly Voice[], alone: MediaSource): MediaSource => {
  if (voices.length === 0) return alone;
  const audible = voices.filter(({ up, muted }) => up && !muted).map(({ legId }) => legId);
  const [first] = audible;
  if (first === undefined) return voices.some(({ up }) => !up) ? comfort : null;
  return audible.length === 1 ? { leg: first } : { mix: audible };
};

/** The caller, as the agents of the talk hear them: of a consultation, who consults, unless they are with the customer. */
const callerVoice = (world: World, interaction: Interaction): Voice | null => {
  const about = consultFor(interaction);
  if (interaction.callerHeld) return null;
  if (about === null) return { legId: customerLegIdOf(interaction.id), up: interaction.leg.kind === 'connected', muted: false };
  const main = world.interactions.get(about.interactionId);
  const segment = main === undefined ? undefined : segmentOf(main, about.segmentId);
  return segment === undefined || !isHeld(segment) ? null : { ...voiceOf(segment), muted: false };
};

/** What the caller hears. A customer hears music until somebody talks with them, a calling agent what the call is doing. */
const toCaller = (interaction: Interaction): MediaSource => {
  const waiting = interaction.origin.kind === 'customer' || (interaction.phase.kind === 'queued' && !isDirect(interaction));
  const talking = talkingSegments(interaction);
  if (talking.length === 0) return waiting ? music : ringback;
  // Who holds their call hears nothing of it.
  if (interaction.callerHeld) return null;
  const agents = talking.filter(isInTalk).map(voiceOf);
  return agents.length === 0 ? music : hear([...agents, ...supervisorVoices(interaction, ['barge'])], music);
};

/** What an agent hears who has put the talk on hold: the other side of their consultation, if there is one. */
const toHolding = (world: World, interaction: Interaction, segment: Segment): MediaSource => {
  for (const id of world.consultationsOf.get(interaction.id) ?? []) {
    const consultation = world.interactions.get(id);
    if (consultation !== undefined && consultFor(consultation)?.segmentId === segment.id) return toCaller(consultation);
  }
  return null;
};

const toAgent = (world: World, interaction: Interaction, segment: Segment): MediaSource => {
  if (segment.state.kind !== 'online') return null;
  const consulted = consultFor(interaction) !== null;
  // Who is consulted hears music while they are on hold; who holds hears nothing of it.
  if (!isInTalk(segment)) return consulted ? music : isHeld(segment) ? toHolding(world, interaction, segment) : null;
  const caller = callerVoice(world, interaction);
  const colleagues = talkingSegments(interaction).filter((other) => other.id !== segment.id && isInTalk(other));
  const supervisors = supervisorVoices(interaction, ['whisper', 'barge']);
  // Alone with a caller who holds the call: music.
  return hear([...(caller === null ? [] : [caller]), ...colleagues.map(voiceOf), ...supervisors], interaction.callerHeld ? music : null);
};

/** Who listens in hears the talk as it is: nobody while it is on hold. Supervisors who barge in hear each other. */
const toSupervisor = (world: World, interaction: Interaction, supervision: Supervision): MediaSource => {
  const agents = talkingSegments(interaction).filter(isInTalk).map(voiceOf);
  const caller = callerVoice(world, interaction);
  const others = supervisorVoices(interaction, ['barge']).filter(({ legId }) => legId !== supervision.id);
  return agents.length === 0 ? null : hear([...(caller === null ? [] : [caller]), ...agents, ...others], null);
};

/**
 * What the media plane should look like now: a pure function of the state, so that a repair after any failure is "make it so".
 *
 * | state                       | caller hears                       | agent hears                                  |
 * | --------------------------- | ---------------------------------- | -------------------------------------------- |
 * | new, queued, offered        | music; who calls by hand: ringback | (no leg)                                     |
 * | connecting                  | as before                          | silence                                      |
 * | online                      | agent; comfort if lost             | customer; comfort if lost                    |
 * | online, held                | music                              | silence, or what a consultation's caller hears |
 * | online, transferring        | music                              | silence                                      |
 * | online, several agents      | a mix of them                      | a mix of the others                          |
 * | a supervisor whispers        | (as before)                        | the supervisor too                           |
 * | a supervisor barges in      | the supervisor too                 | the supervisor too                           |
 * | consultation online         | (see held)                         | who consults; music while on hold            |
 * | call by hand, held by caller | silence                           | music; the others, if there are any          |
 * | ended, closed               | (no leg)                           | (no leg)                                     |
 *
 * Who is muted is in nobody's mix, who holds or transfers neither. A consultation's caller has their leg in the main interaction: it is
 * wired there (see `mediaGroup`).
 */
export const desiredMedia = (world: World, interactionId: string): DesiredMedia => {
  const interaction = world.interactions.get(interactionId);
  if (interaction === undefined || isOver(interaction)) return { legs: [], wires: [] };
  const wires: DesiredMedia['wires'] = [];
  if (legIsExpected(interaction, { kind: 'customer' })) wires.push({ sink: customerLegIdOf(interactionId), source: toCaller(interaction) });
  for (const segment of interaction.segments) {
    if (legIsExpected(interaction, { kind: 'agent', segment }))
      wires.push({ sink: segment.legId, source: toAgent(world, interaction, segment) });
  }
  for (const supervision of openSupervisions(interaction)) {
    wires.push({ sink: supervision.id, source: toSupervisor(world, interaction, supervision) });
  }
  return { legs: wires.map(({ sink }) => sink), wires };
};
