import { createStore } from '../lib/store.ts';

/** What the stage shows. Calls are never hidden by it: a ring stays on top, a running call keeps its bar. */
export type View =
  | { kind: 'desk' }
  | { kind: 'team' }
  | { kind: 'contacts' }
  | { kind: 'settings' }
  | { kind: 'past'; interactionId: string }
  | { kind: 'widget'; id: string };

export const view = createStore<View>({ kind: 'desk' });
export const helpOpen = createStore(false);
/** The dialog that chooses whom to call, or whom to give a call to. */
export const targetDialog = createStore<'transfer' | 'call' | null>(null);
export const keypadOpen = createStore(false);
