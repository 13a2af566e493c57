import { afterEach, describe, expect, it, vi } from 'vitest';
import { setHomeCountry } from './home-country.ts';
import { numberOf, phoneAsWritten } from './phone.ts';

afterEach(() => {
  setHomeCountry('IT');
  vi.unstubAllGlobals();
});

describe('phoneAsWritten', () => {
  it('writes a number of the home country nationally', () => {
    expect(phoneAsWritten('0452224600')).toBe('045 222 4600');
    expect(phoneAsWritten('+390452224600')).toBe('045 222 4600');
  });
  it('writes foreign numbers internationally', () => {
    expect(phoneAsWritten('+442079460958')).toBe('+44 20 7946 0958');
  });
  it('leaves what is no number as it is', () => {
    for (const written of ['ask the front desk', '201', '098 765 4321']) expect(phoneAsWritten(written)).toBe(written);
  });
  it('writes an extension apart from the number, in the agent’s language', () => {
    vi.stubGlobal('location', { search: '?lang=it' });
    vi.stubGlobal('navigator', { languages: [] });
    expect(phoneAsWritten('+39 045 2220050/1')).toBe('045 222 0050 int. 1');
    vi.stubGlobal('location', { search: '?lang=en' });
    expect(phoneAsWritten('045 2220050 interno 5')).toBe('045 222 0050 ext. 5');
  });
  it('writes by the country that the server names', () => {
    setHomeCountry('GB');
    expect(phoneAsWritten('+442079460958')).toBe('020 7946 0958');
    expect(phoneAsWritten('+390452224600')).toBe('+39 045 222 4600');
  });
});

describe('numberOf', () => {
  it('is E.164 or nothing', () => {
    expect(numberOf('339 366 9393')).toBe('+393393669393');
    expect(numberOf('hello')).toBeNull();
    expect(numberOf('+39 045 2220050 interno 5')).toBe('+390452220050');
  });

  it('is of the country that the server names', () => {
    setHomeCountry('GB');
    expect(numberOf('020 7946 0958')).toBe('+442079460958');
    setHomeCountry(undefined);
    expect(numberOf('020 7946 0958')).toBe('+442079460958');
    setHomeCountry('XX');
    expect(numberOf('045 222 4600')).toBe('+390452224600');
  });
});
