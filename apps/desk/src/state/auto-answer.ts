import { createStore } from '../lib/store.ts';
import { currentPart, ringingPart, type DeskState, type Part } from './desk-state.ts';

/** Whether this call is to be answered by itself. Not a video call: no camera is opened without a click. */
export function wantsAutoAnswer(state: DeskState, { interaction, segment }: Part): boolean {
  if (interaction.channel === 'video') return false;
  const ofService = state.serviceSettings.find(({ code }) => code === segment.service.code)?.autoAnswer === true;
  return ofService || state.agent?.autoAnswer === true;
}

export interface AutoAnswerOptions {
  desk: () => DeskState;
  online: () => boolean;
  /** The browser gives the microphone without asking. */
  mayUseMicrophone: () => Promise<boolean>;
  /** Warns the agent; false: could not be heard. */
  tone: () => Promise<boolean>;
  answer: (part: Part) => Promise<unknown>;
  /** Of the pages of this browser only one answers. Rejects or skips `work` in the others. */
  only: (work: () => Promise<void>) => Promise<unknown>;
  /** It takes a call, or lets go of one: what rings is to be looked at again. */
  changed: () => void;
}

/**
 * Answers calls by themselves, where service or agent say so: first the tone, then the line. It is the open desk page that answers, so nobody is
 * ever connected who has none; one that is not ready for it (microphone, sound, another talk) rings as ever.
 */
export function createAutoAnswer(options: AutoAnswerOptions) {
  /** The part that is being answered: it does not ring meanwhile. */
  const answering = createStore<string | null>(null);
  /** The part that was looked at last: each is taken at most once. */
  let seen: string | null = null;

  const take = async (segmentId: string): Promise<void> => {
    if (!(await options.mayUseMicrophone()) || !(await options.tone())) return;
    // It may have been declined, answered by hand or taken back meanwhile.
    const part = ringingPart(options.desk());
    if (part?.segment.id === segmentId && options.online()) await options.answer(part);
  };

  return {
    answering,
    look(): void {
      const state = options.desk();
      const part = ringingPart(state);
      if (part === null || part.segment.id === seen || !options.online()) return;
      seen = part.segment.id;
      const current = currentPart(state);
      if (!wantsAutoAnswer(state, part) || (current !== null && current.segment.state !== 'wrapping')) return;
      answering.set(seen);
      void options
        .only(() => take(part.segment.id))
        .catch(() => undefined)
        .finally(() => {
          answering.set(null);
          options.changed();
        });
    },
  };
}

/** One page of this browser at a time; the others leave it to that one. Without locks (older browsers) the server's first one wins. */
export const onlyHere = (work: () => Promise<void>): Promise<unknown> =>
  navigator.locks === undefined
    ? work()
    : navigator.locks.request('centralino.autoAnswer', { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));

/** Whether the browser gives the microphone to this page without asking first. */
export async function microphoneIsAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state === 'granted';
  } catch {
    // A browser that does not tell: devices have names only where they may be used.
    const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    return devices.some(({ kind, label }) => kind === 'audioinput' && label !== '');
  }
}
