import type { PopupTrial } from '@centralino/protocol';

/** Whether a function opens nothing for any call it was tried with: it runs, but no popup can come of it. */
export const isSilent = (trials: readonly Pick<PopupTrial, 'result'>[]): boolean =>
  trials.length > 0 &&
  trials.every(({ result }) =>
    [result?.onRing, result?.onAnswer, result?.onHangup, result?.onDemand].every((url) => (url ?? '').trim() === ''),
  );
