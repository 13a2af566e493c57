import { expect, it } from 'vitest';
import { strengthOf } from './strength.ts';

it.each([
  ['', 'anna', 'none'],
  ['short', 'anna', 'weak'],
  ['aaaaaaaaaaaa', 'bob', 'weak'],
  ['my-anna-2026!', 'anna', 'weak'],
  ['lokomotive', 'bob', 'fair'],
  ['Lokomotive-7-x', 'bob', 'good'],
  ['four green horses at noon', 'bob', 'strong'],
])('%s of %s is %s', (password, username, expected) => {
  expect(strengthOf(password, username)).toBe(expected);
});
