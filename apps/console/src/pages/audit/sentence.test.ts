import { describe, expect, it } from 'vitest';
import { deedOf } from './sentence.ts';
import { auditWords } from './words.ts';

const subject = (kind: string) => ({ kind, id: 'x', name: null });

describe('a deed in words', () => {
  it('has a sentence of its own, or says what was done to what', () => {
    expect(deedOf({ action: 'session.signIn', subject: null })).toEqual({ own: 'signIn' });
    expect(deedOf({ action: 'PUT /services/:code', subject: subject('service') })).toEqual({ done: 'changed', kind: 'service' });
    expect(deedOf({ action: 'POST /users', subject: subject('user') })).toEqual({ done: 'made', kind: 'user' });
    expect(deedOf({ action: 'DELETE /desk-widgets/:id', subject: subject('desk-widget') })).toEqual({
      done: 'removed',
      kind: 'desk-widget',
    });
  });

  it('is told also when nobody has written a sentence for it yet', () => {
    expect(deedOf({ action: 'PUT /moons/:id', subject: subject('moon') })).toEqual({ done: 'changed', kind: 'other' });
    expect(deedOf({ action: 'moon.landing', subject: null })).toEqual({ done: 'did', kind: 'other' });
    expect(deedOf({ action: 'constructor', subject: null })).toEqual({ done: 'did', kind: 'other' });
  });

  it('has words in both languages', () => {
    for (const words of [auditWords.en, auditWords.it]) {
      for (const sentence of [...Object.values(words.deeds), ...Object.values(words.done), ...Object.values(words.kinds)])
        expect(sentence).not.toBe('');
    }
  });
});
