import { describe, expect, it } from 'vitest';
import { dictionaries, duration, initials, ordinal, translator } from './index.ts';

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the words', () => {
  it('are complete: both languages have the same keys, the same placeholders and no empty text', () => {
    const { en, it: italian } = dictionaries;
    expect(Object.keys(italian).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(en[key].trim(), key).not.toBe('');
      expect(italian[key].trim(), key).not.toBe('');
      expect(placeholders(italian[key]), key).toEqual(placeholders(en[key]));
    }
  });

  it('use the names that the outside world relies on', () => {
    const t = translator('en');
    const names = ['panel.open', 'home.call', 'home.video', 'devices.microphone', 'devices.speakers', 'devices.camera'] as const;
    expect(names.map((key) => t(key))).toEqual(['Contact us', 'Call', 'Video call', 'Microphone', 'Speakers', 'Camera']);
    const buttons = ['devices.preview', 'devices.start', 'common.cancel', 'form.submit', 'talk.hangUp', 'talk.mute'] as const;
    expect(buttons.map((key) => t(key))).toEqual(['Preview', 'Start', 'Cancel', 'Call now', 'Hang up', 'Mute']);
  });

  it('fill in what is given and leave nothing out', () => {
    expect(translator('en')('waiting.position', { ordinal: '2nd' })).toBe('You are 2nd in line');
    expect(translator('it')('waiting.position', { ordinal: '2ª' })).toBe('Sei in 2ª posizione');
  });
});

describe('numbers as people say them', () => {
  it('places in a queue', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map((n) => ordinal(n, 'en'))).toEqual(
      ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '101st', '111th'], // prettier-ignore
    );
    expect(ordinal(3, 'it')).toBe('3ª');
  });

  it('durations', () => {
    expect([0, 9_999, 65_000, 3_723_000, -5].map(duration)).toEqual(['0:00', '0:09', '1:05', '1:02:03', '0:00']);
  });

  it('initials', () => {
    expect(['Operatore 1', 'anna maria bianchi', 'Zoë', '  ', 'Élodie Ñandú'].map(initials)).toEqual(['O1', 'AB', 'Z', '', 'ÉÑ']);
  });
});
