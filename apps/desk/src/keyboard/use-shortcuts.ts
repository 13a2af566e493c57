import { useEffect } from 'react';
import { useDesk } from '../state/desk-context.ts';
import { consultationOf, currentPart, ownCall, ringingPart } from '../state/desk-state.ts';
import { helpOpen, keypadOpen, targetDialog, view } from '../state/view.ts';
import { mayCall, mayHold, mayTransfer } from '../state/may.ts';
import { recordable, recordKeyMeans } from '../state/recording.ts';
import { createKeyGuard } from './key-guard.ts';
import { actionOf, chordOf, shortcutStore, type ShortcutAction } from './shortcuts.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=range]):not([type=checkbox]):not([type=radio])'));

/** Where Enter has a meaning of its own: a link, a button of the ring's card, a list. */
const ownEnter = 'a, [data-ring], [role=dialog], [role=combobox], [role=listbox], [role=option], [role=menu], summary';

const focusOn = (selector: string): void => {
  // After the render that puts it on the screen.
  setTimeout(() => document.querySelector<HTMLElement>(selector)?.focus(), 60);
};

/** Keys for everything that has a key, everywhere in the desk, never while somebody types and never behind a dialog. */
export function useShortcuts(openSide: () => void): void {
  const desk = useDesk();
  useEffect(() => {
    const guard = createKeyGuard(() => performance.now());
    const look = (): void => {
      const state = desk.state.get();
      const current = currentPart(state)?.segment;
      guard.screen([ringingPart(state)?.segment.id, current?.id, current?.state].join(' '));
    };
    look();
    const unsubscribe = desk.state.subscribe(look);

    const run = (action: ShortcutAction): boolean => {
      const state = desk.state.get();
      const ringing = ringingPart(state);
      const current = currentPart(state);
      const online = current?.segment.state === 'online' ? current : null;
      switch (action) {
        case 'answer':
          if (ringing === null || !guard.open()) return false;
          view.set({ kind: 'desk' });
          void desk.answer(ringing);
          return true;
        case 'decline':
          if (ringing === null || !guard.open()) return false;
          void desk.decline(ringing);
          return true;
        case 'hold':
          if (online === null) {
            const call = ownCall(state);
            if (call?.state !== 'online') return false;
            void desk.holdCall(call, call.callerHeld !== true);
            return true;
          }
          if (!mayHold(online) || consultationOf(state, online) !== null) return false;
          void (online.segment.held ? desk.resume(online) : desk.hold(online));
          return true;
        case 'mute': {
          const media = desk.media.store.get();
          if (media.legId === null) return false;
          desk.media.setMuted(!media.muted);
          return true;
        }
        case 'camera':
          if (online?.interaction.channel !== 'video') return false;
          void desk.media.setCamera(!desk.media.store.get().cameraOn);
          return true;
        case 'hangUp': {
          const call = ownCall(state);
          if (call !== null) void desk.hangUpCall(call);
          else if (online === null) return false;
          else {
            const consultation = consultationOf(state, online);
            void (consultation !== null && online.segment.held ? desk.cancelConsultation(consultation) : desk.hangUp(online));
          }
          return true;
        }
        case 'transfer':
          if (online === null || !mayTransfer(online) || consultationOf(state, online) !== null) return false;
          view.set({ kind: 'desk' });
          targetDialog.set('transfer');
          return true;
        case 'keypad':
          if (online === null && ownCall(state)?.state !== 'online') return false;
          view.set({ kind: 'desk' });
          keypadOpen.set((open) => !open);
          return true;
        case 'record': {
          if (online === null || recordable(state, online) !== 'possible') return false;
          void desk.record(online, recordKeyMeans(online.interaction));
          return true;
        }
        case 'newCall':
          if (!mayCall(state)) return false;
          targetDialog.set('call');
          return true;
        case 'notes':
          if (current === null) return false;
          view.set({ kind: 'desk' });
          focusOn('[data-notes]');
          return true;
        case 'finish':
          if (current?.segment.state !== 'wrapping') return false;
          void desk.finish(current);
          return true;
        case 'extend':
          if (current?.segment.state !== 'wrapping') return false;
          void desk.extend(current);
          return true;
        case 'search':
          if (current !== null) openSide();
          if (current === null || current.interaction.customer.contactId !== null) view.set({ kind: 'contacts' });
          focusOn('[data-contact-search]');
          return true;
        case 'help':
          helpOpen.set(true);
          return true;
      }
    };

    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || event.isComposing || helpOpen.get() || targetDialog.get() !== null) return;
      const chord = chordOf(event);
      if (chord === null) return;
      const typing = isTyping(event.target);
      const { map, singleKeys } = shortcutStore.get();
      // Enter answers unless it means something where the focus is: a field, a link, or a button of the card itself.
      const elsewhere = event.target instanceof Element && event.target.closest(ownEnter) !== null;
      const action = chord === 'Enter' && !typing && !elsewhere ? 'answer' : actionOf(map, chord, { typing, singleKeys });
      if (action === null) guard.stray();
      else if (run(action)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      unsubscribe();
      document.removeEventListener('keydown', onKey);
    };
  }, [desk, openSide]);
}
