import type { UnsavedRecording } from '@centralino/core';
import type { RecordingFile, RecordingProblem, RecordingResult } from '@centralino/protocol';

/** Media comes up and is stopped a moment after the engine has decided so. */
const toleranceMs = 1_500;
const tolerated = 0.05;
/** Of what a party said, so much must be there. */
const leastShare = 0.8;
/** Mean square, full scale = 1: -70 dB. A microphone that is on is louder, also while nobody speaks. */
const silence = 1e-7;
/** Parties who were there for less are not looked for. */
const briefMs = 1_000;
const briefToHearMs = 3_000;

/**
 * What is wrong with a recording, by comparison of its files with what the engine knows of the talk. `interrupted`: a media node ended
 * while it ran, so something is missing for sure.
 */
export function checkRecording(
  { talkMs, legs }: Pick<UnsavedRecording, 'talkMs' | 'legs'>,
  files: readonly Pick<RecordingFile, 'legId' | 'ms' | 'filledMs' | 'energy'>[],
  interrupted: boolean,
): RecordingResult {
  const problems = new Set<RecordingProblem>();
  const mixed = files.filter(({ legId }) => legId === null);
  const ms = mixed.reduce((sum, file) => sum + file.ms, 0);
  if (mixed.length === 0) problems.add('noMix');
  else if (interrupted || ms + Math.max(toleranceMs, talkMs * tolerated) < talkMs) problems.add('short');
  else if (mixed.reduce((sum, file) => sum + file.filledMs, 0) > Math.max(toleranceMs, talkMs * tolerated)) problems.add('gaps');
  for (const leg of legs) {
    if (leg.ms < briefMs) continue;
    const own = files.filter(({ legId }) => legId === leg.legId);
    if (own.length === 0) {
      problems.add('missingLeg');
      continue;
    }
    const heardMs = own.reduce((sum, file) => sum + file.ms - file.filledMs, 0);
    if (heardMs + toleranceMs < leg.ms * leastShare) problems.add('gaps');
    if (leg.ms >= briefToHearMs && own.every(({ energy }) => energy < silence)) problems.add('silentLeg');
  }
  return { ms, talkMs, complete: problems.size === 0, problems: [...problems] };
}
