import { defaultRecording } from '@centralino/protocol';
import type { RecordingConfig, ServiceConfig } from '@centralino/protocol';
import type { Interaction } from '../interaction/interaction.ts';

/** A number from 0 to 99 that belongs to the interaction for good (FNV-1a, 32 bit, of its id): the sample can be explained afterwards. */
export const sampleOf = (interactionId: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < interactionId.length; index += 1) {
    hash = Math.imul(hash ^ interactionId.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash % 100;
};

export const recordingOf = (service: ServiceConfig): RecordingConfig => service.recording ?? defaultRecording;

/** Whether the service's rule asks for this talk to be recorded. Calls between agents are nobody's but theirs. */
export const ruleRecords = ({ id, origin }: Pick<Interaction, 'id' | 'origin'>, service: ServiceConfig): boolean => {
  const { rule, percent } = recordingOf(service);
  if (origin.kind !== 'customer' || rule === 'never') return false;
  return rule === 'always' || sampleOf(id) < percent;
};
