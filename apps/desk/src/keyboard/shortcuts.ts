import { browserMemory } from '../lib/browser-memory.ts';
import { createStore } from '../lib/store.ts';

export const shortcutActions = [
  'answer',
  'decline',
  'hold',
  'mute',
  'transfer',
  'keypad',
  'record',
  'camera',
  'hangUp',
  'notes',
  'finish',
  'extend',
  'newCall',
  'search',
  'help',
] as const;
export type ShortcutAction = (typeof shortcutActions)[number];
export type ShortcutMap = Record<ShortcutAction, string>;

/** What ends or refuses something needs two fingers: a slip of one must not cost a customer. */
export const defaultShortcuts: ShortcutMap = {
  answer: 'A',
  decline: 'Shift+D',
  hold: 'H',
  mute: 'M',
  transfer: 'T',
  keypad: 'K',
  record: 'R',
  camera: 'V',
  hangUp: 'Shift+E',
  notes: 'N',
  finish: 'Mod+Enter',
  extend: 'Mod+Shift+Enter',
  newCall: 'Shift+C',
  search: '/',
  help: '?',
};

interface KeyLike {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** A pressed key as it is written in the map (`A`, `Shift+D`, `Mod+Enter`; Mod = Ctrl or ⌘), or null for a lone modifier. */
export function chordOf(event: KeyLike): string | null {
  if (['Shift', 'Control', 'Meta', 'Alt', 'AltGraph', 'Dead', 'Process', 'Unidentified'].includes(event.key)) return null;
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  // On signs, Shift is only how the keyboard makes them: "?" is "?" on every layout.
  const letterOrName = event.key.length > 1 || event.key.toLowerCase() !== event.key.toUpperCase() || key === 'Space';
  return [event.ctrlKey || event.metaKey ? 'Mod' : null, event.altKey ? 'Alt' : null, event.shiftKey && letterOrName ? 'Shift' : null, key]
    .filter((piece) => piece !== null)
    .join('+');
}

/** Keys that the page or assistive technology needs for itself. */
const reserved = new Set(['Tab', 'Shift+Tab', 'Escape', 'Enter', 'Space', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

export type RemapResult = { ok: true; map: ShortcutMap } | { ok: false; why: 'reserved' } | { ok: false; why: 'taken'; by: ShortcutAction };

/** Gives an action another key. A key means one thing: a taken one is refused, and says by what. */
export function remap(map: ShortcutMap, action: ShortcutAction, chord: string): RemapResult {
  if (reserved.has(chord)) return { ok: false, why: 'reserved' };
  const by = shortcutActions.find((other) => other !== action && map[other] === chord);
  if (by !== undefined) return { ok: false, why: 'taken', by };
  return { ok: true, map: { ...map, [action]: chord } };
}

/** Single keys do nothing while somebody types; chords with Mod work everywhere. */
export function actionOf(map: ShortcutMap, chord: string, where: { typing: boolean; singleKeys: boolean }): ShortcutAction | null {
  const action = shortcutActions.find((candidate) => map[candidate] === chord);
  if (action === undefined) return null;
  if (chord.startsWith('Mod+')) return action;
  return where.typing || !where.singleKeys ? null : action;
}

export interface ShortcutSettings {
  map: ShortcutMap;
  /** WCAG 2.1.4: shortcuts of one character can be switched off. */
  singleKeys: boolean;
}

const storageKey = 'centralino.shortcuts';

/** Actions that came after people had chosen their keys. */
const newcomers: readonly ShortcutAction[] = ['transfer', 'keypad', 'record', 'newCall', 'extend'];

/** Reads a stored map; anything that isn't one gives the defaults. */
export function parseShortcuts(text: string | null): ShortcutSettings {
  try {
    const stored = JSON.parse(text ?? '{}') as { map?: Record<string, unknown>; singleKeys?: unknown };
    const map = { ...defaultShortcuts };
    const chosen = new Set<ShortcutAction>();
    for (const action of shortcutActions) {
      const chord = stored.map?.[action];
      if (typeof chord !== 'string' || chord === '') continue;
      map[action] = chord;
      chosen.add(action);
    }
    // What was chosen before an action came in with the same key stays: the newcomer takes the key with Shift.
    for (const action of newcomers) {
      if (!chosen.has(action) && [...chosen].some((other) => map[other] === map[action])) map[action] = `Shift+${map[action]}`;
    }
    const distinct = new Set(Object.values(map)).size === shortcutActions.length;
    return { map: distinct ? map : defaultShortcuts, singleKeys: stored.singleKeys !== false };
  } catch {
    return { map: defaultShortcuts, singleKeys: true };
  }
}

export const shortcutStore = createStore<ShortcutSettings>(parseShortcuts(browserMemory.get(storageKey)));

export function saveShortcuts(settings: ShortcutSettings): void {
  browserMemory.set(storageKey, JSON.stringify(settings));
  shortcutStore.set(settings);
}
