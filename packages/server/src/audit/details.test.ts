import { describe, expect, it } from 'vitest';
import { auditable, fieldsOf } from './details.ts';
import { onceInAWhile } from './once-in-a-while.ts';

describe('details of the audit', () => {
  it('have no secret, however deep it is, and nothing that is too long', () => {
    const body = { name: 'x'.repeat(300), list: [{ basicPassword: 'a', apiKey: 'b', clientSecret: { c: 1 }, key: 'firstName' }] };
    expect(auditable(body)).toEqual({
      name: `${'x'.repeat(200)}…`,
      list: [{ basicPassword: '[secret]', apiKey: '[secret]', clientSecret: '[secret]', key: 'firstName' }],
    });
    expect(auditable(Array.from({ length: 100 }, (_, n) => n))).toHaveLength(61);
    expect(JSON.stringify(auditable(JSON.parse('['.repeat(50) + ']'.repeat(50))))).toBe('[[[[[["…"]]]]]]');
  });

  it('name the fields only, where values are nobody’s business', () => {
    expect(fieldsOf({ firstName: 'Mario', notes: '' })).toEqual(['firstName', 'notes']);
    expect(fieldsOf(null)).toEqual([]);
    expect(fieldsOf(['a'])).toEqual([]);
  });
});

it('one listening is told once, and the next one again', () => {
  let now = 0;
  const first = onceInAWhile(1_000, () => now);
  expect([first('a'), first('a'), first('b')]).toEqual([true, false, true]);
  now = 1_000;
  expect(first('a')).toBe(true);
});
