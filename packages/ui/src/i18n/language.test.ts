import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './language.ts';

describe('chooseLanguage', () => {
  it('obeys ?lang= before everything else', () => {
    expect(chooseLanguage({ search: '?lang=it', stored: 'en', preferred: ['en'] })).toBe('it');
  });
  it('uses the stored choice when the address says nothing or nonsense', () => {
    expect(chooseLanguage({ search: '?lang=xx', stored: 'it', preferred: ['en-GB'] })).toBe('it');
  });
  it('takes the first language of the browser that it knows', () => {
    expect(chooseLanguage({ search: '', stored: null, preferred: ['de-AT', 'it-IT', 'en'] })).toBe('it');
  });
  it('falls back to English', () => {
    expect(chooseLanguage({ search: '', stored: 'klingon', preferred: ['de'] })).toBe('en');
  });
});
