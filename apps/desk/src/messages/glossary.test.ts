import { readFileSync } from 'node:fs';
import { describe, expect, it as test } from 'vitest';
import { defaultShortcuts, shortcutActions, type ShortcutAction } from '../keyboard/shortcuts.ts';
import { en } from './en.ts';
import { it } from './it.ts';
import type { Messages } from './messages.ts';

const guide = readFileSync(new URL('../../../../docs/guides/agents.md', import.meta.url), 'utf8');

/** The words on the buttons (or fields) that do the same as the key. */
const buttons = (words: Messages): Record<ShortcutAction, string[]> => ({
  answer: [words.ring.answer],
  decline: [words.ring.decline],
  hold: [words.call.hold, words.call.resume],
  mute: [words.call.mute],
  transfer: [words.call.transfer],
  keypad: [words.call.keypad],
  record: [words.recording.record, words.recording.stop],
  camera: [words.call.camera],
  hangUp: [words.call.hangUp, words.call.leave],
  notes: [words.notes.label],
  finish: [words.wrap.finish],
  extend: [words.wrap.extend],
  newCall: [words.target.newCall],
  search: [words.contact.search],
  help: [words.rail.help],
});

const strings = (tree: object): string[] =>
  Object.values(tree).flatMap((value: unknown) => (typeof value === 'string' ? [value] : strings(value as object)));

/** A chord as the guide writes it. */
const written = (chord: string): string => chord.replace('Mod+', 'Ctrl+');

describe('one word for one thing', () => {
  test.each([en, it] as Messages[])('is what buttons and the list of keys say', (words) => {
    for (const action of shortcutActions) expect(words.help.actions[action].split(' / '), action).toEqual(buttons(words)[action]);
  });

  test('is what the guide says: what it prints bold as something to press is in the desk', () => {
    const known = new Set(strings(en));
    // What stands between stars at the beginning of a line about trouble is a sentence, not a button.
    const bold = [...guide.matchAll(/\*\*([^*]+)\*\*/g)].map(([, word]) => word ?? '');
    const statements = [
      'You reload the page or the browser closes',
      'The network goes',
      "The customer's line goes",
      'You opened the desk twice',
      'several contacts match',
      'customer journey',
      'See the team live',
      "Set an agent's presence",
      'Move a waiting customer',
    ];
    const unknown = bold.filter((word) => !known.has(word) && !statements.includes(word));
    expect(unknown).toEqual([]);
  });

  test('has the key in the guide that it has in the desk', () => {
    const keyOf = new Map(
      shortcutActions.flatMap((action) => buttons(en)[action].map((word): [string, string] => [word, written(defaultShortcuts[action])])),
    );
    const said = [...guide.matchAll(/\*\*([^*]+)\*\*(?: \| | \()(?:`Enter` or )?`([^`]+)`/g)].map(([, word, key]) => [word, key]);
    expect(said.length).toBeGreaterThan(10);
    for (const [word, key] of said) expect([word, keyOf.get(word ?? '')]).toEqual([word, key]);
  });
});
