import type { SdkFrameIdentity, SdkResume } from '@centralino/protocol';
import type { FrameWindow } from './frame.ts';

/** Remembers, for this tab, up to where the widget has heard, so that the next load of its page (or of the desk) misses nothing. */
export interface Memory {
  load(): SdkResume | null;
  save(resume: SdkResume): void;
}

/** Pages without storage (sandboxed, or blocked by the user) remember only for their own life. */
export function createMemory(frame: FrameWindow, identity: SdkFrameIdentity): Memory {
  const key = `centralino.agentdesktop:${identity.widget}${identity.contact === null ? '' : `:${identity.contact}`}`;
  return {
    load() {
      try {
        const resume = JSON.parse(frame.sessionStorage.getItem(key) ?? 'null') as Partial<SdkResume> | null;
        return typeof resume?.log === 'string' && Number.isSafeInteger(resume.cursor) ? (resume as SdkResume) : null;
      } catch {
        return null;
      }
    },
    save(resume) {
      try {
        frame.sessionStorage.setItem(key, JSON.stringify(resume));
      } catch {
        // No storage: after a reload the contacts still at the agent come again, only what ended meanwhile is missed.
      }
    },
  };
}
