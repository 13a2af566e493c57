import { CentralinoError, recordingIdOf } from '@centralino/protocol';
import type { CommandOf, NewEvent } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import { consultFor, isOver, segmentOf, talkingSegments } from '../interaction/interaction.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Situation } from '../interaction/situation.ts';
import { isInTalk, isTalking } from '../segment/segment.ts';
import { isRecording } from './recording.ts';
import type { Recording } from './recording.ts';
import { recordingOf, ruleRecords } from './rule.ts';

export type RecordingCommand = CommandOf<`recording.${'start' | 'pause' | 'resume' | 'stop' | 'save' | 'fail' | 'remove'}`>;
type ByHand = CommandOf<`recording.${'start' | 'pause' | 'resume' | 'stop'}`>;

const started = (interaction: Interaction, by: string | null, { at, service }: Situation): NewEvent =>
  interactionEvent(interaction.id, at, 'recording.started', {
    recordingId: recordingIdOf(interaction.id, interaction.recordings.length + 1),
    by,
    announced: recordingOf(service).announce,
  });

const stopped = (interaction: Interaction, { id }: Recording, by: string | null, at: number): NewEvent =>
  interactionEvent(interaction.id, at, 'recording.stopped', { recordingId: id, by });

/** By an agent of the talk. What the rule records can be paused, not stopped: an agent does not undo what the service demands. */
const decideByHand = (interaction: Interaction, command: ByHand, situation: Situation): NewEvent[] => {
  const { at, service } = situation;
  const { agentId, segmentId } = command;
  const segment = segmentOf(interaction, segmentId);
  if (segment === undefined || segment.agentId !== agentId) throw new CentralinoError('segment.unknown');
  if (!isTalking(segment)) throw new CentralinoError('segment.state', 'Only a talk can be recorded.');
  if (consultFor(interaction) !== null) throw new CentralinoError('recording.notAllowed', 'Consultations are not recorded.');
  if (!recordingOf(service).onDemand) throw new CentralinoError('recording.notAllowed', service.name);
  const recording = interaction.recordings.find(isRecording);
  if (command.type === 'recording.start') {
    if (recording !== undefined) throw new CentralinoError('recording.running');
    return [started(interaction, agentId, situation)];
  }
  if (recording === undefined) throw new CentralinoError('recording.none');
  const data = { recordingId: recording.id, by: agentId };
  switch (command.type) {
    case 'recording.pause':
      return recording.state.kind === 'paused' ? [] : [interactionEvent(interaction.id, at, 'recording.paused', data)];
    case 'recording.resume':
      return recording.state.kind === 'recording' ? [] : [interactionEvent(interaction.id, at, 'recording.resumed', data)];
    case 'recording.stop':
      if (ruleRecords(interaction, service)) {
        throw new CentralinoError('recording.notAllowed', `${service.name} records its talks: pause the recording instead.`);
      }
      return [stopped(interaction, recording, agentId, at)];
    default:
      return never(command);
  }
};

/** What became of the files. Told again, it changes nothing. */
const decideOutcome = (
  interaction: Interaction,
  command: CommandOf<'recording.save' | 'recording.fail' | 'recording.remove'>,
  { at }: Situation,
): NewEvent[] => {
  const { recordingId } = command;
  const recording = interaction.recordings.find(({ id }) => id === recordingId);
  if (recording === undefined) throw new CentralinoError('recording.unknown', recordingId);
  if (command.type === 'recording.remove') {
    if (recording.state.kind === 'failed' || recording.state.kind === 'removed') return [];
    if (recording.state.kind !== 'saved') throw new CentralinoError('recording.running', recordingId);
    return [interactionEvent(interaction.id, at, 'recording.removed', { recordingId })];
  }
  if (['saved', 'failed', 'removed'].includes(recording.state.kind)) return [];
  if (command.type === 'recording.fail') {
    return [interactionEvent(interaction.id, at, 'recording.failed', { recordingId, detail: command.detail })];
  }
  if (recording.state.kind !== 'saving') throw new CentralinoError('recording.running', recordingId);
  return [interactionEvent(interaction.id, at, 'recording.saved', { recordingId, result: command.result })];
};

export const decideRecording = (interaction: Interaction, command: RecordingCommand, situation: Situation): NewEvent[] =>
  command.type === 'recording.save' || command.type === 'recording.fail' || command.type === 'recording.remove'
    ? decideOutcome(interaction, command, situation)
    : decideByHand(interaction, command, situation);

/** A recording goes on only where it could have begun: by the rule of the talk's service, or by an agent whom the service lets record. */
const mayGoOn = (interaction: Interaction, recording: Recording, { service }: Situation): boolean =>
  ruleRecords(interaction, service) || (recording.by !== null && recordingOf(service).onDemand);

/**
 * What follows by itself: a recording ends with the talk, and at a transfer into a service that would not have it. The rule starts one
 * with each talk that comes online, so one that failed in a talk is not tried again and again.
 */
export const decideRecordingByRule = (interaction: Interaction, situation: Situation): NewEvent[] => {
  const recording = interaction.recordings.find(isRecording);
  if (recording !== undefined) {
    const ends = isOver(interaction) || !mayGoOn(interaction, recording, situation);
    return ends ? [stopped(interaction, recording, null, situation.at)] : [];
  }
  const talk = talkingSegments(interaction).filter(isInTalk);
  if (talk.length === 0 || !ruleRecords(interaction, situation.service)) return [];
  const last = interaction.recordings.at(-1);
  const endedAt = last?.endedAt ?? 0;
  const since = Math.max(...talk.map(({ onlineAt }) => onlineAt ?? 0));
  const isNew = last?.state.kind === 'failed' ? endedAt < since : endedAt <= since;
  return isNew ? [started(interaction, null, situation)] : [];
};
