import { describe, expect, it } from 'vitest';
import { actionOf, chordOf, defaultShortcuts, parseShortcuts, remap } from './shortcuts.ts';

const key = (name: string, modifiers: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...modifiers,
});

describe('chordOf', () => {
  it('writes letters in capitals and names modifiers', () => {
    expect(chordOf(key('a'))).toBe('A');
    expect(chordOf(key('D', { shiftKey: true }))).toBe('Shift+D');
    expect(chordOf(key('Enter', { ctrlKey: true }))).toBe('Mod+Enter');
    expect(chordOf(key('Enter', { metaKey: true }))).toBe('Mod+Enter');
  });
  it('does not name the Shift that only makes a sign', () => {
    expect(chordOf(key('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(key('/', { shiftKey: true }))).toBe('/');
  });
  it('is silent about a modifier alone', () => {
    expect(chordOf(key('Shift', { shiftKey: true }))).toBeNull();
  });
});

describe('actionOf', () => {
  const anywhere = { typing: false, singleKeys: true };
  it('finds the action of a key', () => {
    expect(actionOf(defaultShortcuts, 'A', anywhere)).toBe('answer');
    expect(actionOf(defaultShortcuts, 'Shift+E', anywhere)).toBe('hangUp');
    expect(actionOf(defaultShortcuts, 'E', anywhere)).toBeNull();
  });
  it('leaves single keys to the text while somebody types, but not Ctrl+Enter', () => {
    expect(actionOf(defaultShortcuts, 'A', { typing: true, singleKeys: true })).toBeNull();
    expect(actionOf(defaultShortcuts, 'Mod+Enter', { typing: true, singleKeys: true })).toBe('finish');
  });
  it('obeys the switch for single keys', () => {
    expect(actionOf(defaultShortcuts, 'A', { typing: false, singleKeys: false })).toBeNull();
  });
});

describe('remap', () => {
  it('gives an action another key', () => {
    const result = remap(defaultShortcuts, 'hold', 'J');
    expect(result.ok && actionOf(result.map, 'J', { typing: false, singleKeys: true })).toBe('hold');
    expect(result.ok && actionOf(result.map, 'H', { typing: false, singleKeys: true })).toBeNull();
  });
  it('refuses a key that is in use, and says by what', () => {
    expect(remap(defaultShortcuts, 'hold', 'M')).toEqual({ ok: false, why: 'taken', by: 'mute' });
  });
  it('refuses keys that the page needs', () => {
    expect(remap(defaultShortcuts, 'hold', 'Tab')).toEqual({ ok: false, why: 'reserved' });
  });
});

describe('parseShortcuts', () => {
  it('gives the defaults for nothing, nonsense and doubled keys', () => {
    for (const text of [null, 'nonsense', '{"map":{"hold":"M"}}', '{"map":{"hold":7}}']) {
      expect(parseShortcuts(text)).toEqual({ map: defaultShortcuts, singleKeys: true });
    }
  });
  it('keeps what was chosen', () => {
    expect(parseShortcuts('{"map":{"hold":"J"},"singleKeys":false}')).toEqual({
      map: { ...defaultShortcuts, hold: 'J' },
      singleKeys: false,
    });
  });
  it('gives a key that was chosen long ago to nobody who came later', () => {
    expect(parseShortcuts('{"map":{"hold":"K"}}').map).toEqual({ ...defaultShortcuts, hold: 'K', keypad: 'Shift+K' });
  });
});
