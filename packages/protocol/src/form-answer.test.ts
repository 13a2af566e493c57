import { describe, expect, it } from 'vitest';
import { isEmail } from './email.ts';
import { answerFits, tidyAnswer } from './form-answer.ts';

describe('an email address', () => {
  it.each([
    'anna@example.com',
    'a.b+c@sub.example.it',
    "o'neil@example.ie",
    'josé@example.com',
    'mario@exämple.it',
    'mario@xn--exmple-cua.it',
    'пользователь@пример.рф',
    '用户@例子。中国',
    'संपर्क@उदाहरण.भारत',
    'x@a-b.co',
    `${'x'.repeat(64)}@example.com`,
  ])('%s is one', (text) => expect(isEmail(text)).toBe(true));

  it.each([
    '',
    'anna',
    'anna@',
    'anna@example',
    '@example.com',
    'a b@example.com',
    'a@b@example.com',
    '.a@example.com',
    'a..b@example.com',
    'a@-example.com',
    'a@example..com',
    'a@example.c',
    'a@127.0.0.1',
    'a@exam ple.com',
    'a@example.com, b@example.com',
    'Anna <a@example.com>',
    'a\u0000@example.com',
    `${'x'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(100)}com`,
  ])('%s is none', (text) => expect(isEmail(text)).toBe(false));

  it('loses the signs that a copy brought along', () => {
    expect(tidyAnswer('email', ' \u200Eanna@example.com\u200B ')).toBe('anna@example.com');
    expect(tidyAnswer('tel', ' \u202D201\u202C ')).toBe('\u202D201\u202C');
  });
});

describe('an answer', () => {
  it('that is a number stops only who has to give one', () => {
    for (const value of ['0987654321', '201', 'int. 12', 'call me', '12']) {
      expect(answerFits({ type: 'tel', required: false }, value), value).toBe(true);
    }
    expect(answerFits({ type: 'tel', required: true }, '201')).toBe(true);
    expect(answerFits({ type: 'tel', required: true }, 'call me')).toBe(false);
  });

  it('is one of the options, a tick or a text', () => {
    const options = [{ value: 'a', label: { it: 'A', en: 'A' } }];
    expect(answerFits({ type: 'select', required: true, options }, 'a')).toBe(true);
    expect(answerFits({ type: 'select', required: true, options }, 'b')).toBe(false);
    expect(answerFits({ type: 'checkbox', required: false }, 'maybe')).toBe(false);
    expect(answerFits({ type: 'text', required: true }, 'anything')).toBe(true);
  });
});
