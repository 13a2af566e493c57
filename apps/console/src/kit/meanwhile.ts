import { createContext, useContext, useRef } from 'react';
import { sameValue } from './paths.ts';

/** A thing as it was when its page was opened, and how to see what it is now (undefined: it is not there any more). */
export interface Opened {
  thing: unknown;
  now: () => Promise<unknown>;
}

/** What an editor below is about to change; null where nobody else could have changed it, as a new thing. */
export const OpenedContext = createContext<Opened | null>(null);

/** Tells whether somebody else saved or removed the thing since it was opened here, so that nobody's work is lost unseen. */
export function useMeanwhile(): { changed: () => Promise<boolean>; remember: () => Promise<void> } {
  const opened = useContext(OpenedContext);
  const seen = useRef(opened?.thing);
  return {
    changed: async () => opened !== null && !sameValue(await opened.now(), seen.current),
    remember: async () => {
      if (opened !== null) seen.current = await opened.now();
    },
  };
}
