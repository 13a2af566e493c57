import type { NewEvent } from '@centralino/protocol';
import { interactionEvent } from '../events.ts';
import { closed, customerGone } from '../interaction/endings.ts';
import { consultFor, isOver, openSegments, openSupervisions, segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import type { Interaction } from '../interaction/interaction.ts';
import { decideRecordingByRule } from '../recording/decide.ts';
import { supervisionEnded } from '../supervision/endings.ts';

/** What follows by itself from the state of an interaction and, of a consultation, from its main one; nothing when all is as it must be. */
export const decideConsequences = (interaction: Interaction, situation: Situation): NewEvent[] => {
  const { phase } = interaction;
  // Who listens in has nothing to hear any more.
  const listening = openSupervisions(interaction);
  if (listening.length > 0 && talkingSegments(interaction).length === 0) {
    return listening.map((supervision) => supervisionEnded(interaction, supervision, 'talkOver', situation.at));
  }
  const recording = decideRecordingByRule(interaction, situation);
  if (recording.length > 0) return recording;
  // Who was held is gone: whoever comes next is talked to.
  if (interaction.callerHeld && interaction.origin.kind === 'agent' && talkingSegments(interaction).length === 0) {
    return [interactionEvent(interaction.id, situation.at, 'interaction.callerResumed', { agentId: interaction.origin.agentId })];
  }
  // The caller is gone, and the last after-call work is done.
  if (phase.kind === 'ended' && openSegments(interaction).length === 0) return [closed(interaction, phase.reason, situation.at)];
  // A consultation ends with the part of the talk that it is about.
  const about = consultFor(interaction);
  if (about === null || isOver(interaction)) return [];
  const main = situation.interaction(about.interactionId);
  const talks = main !== undefined && segmentOf(main, about.segmentId)?.state.kind === 'online';
  return talks ? [] : customerGone(interaction, 'left', situation);
};
