import { describe, expect, it } from 'vitest';
import { calledNumberOf, ServiceConfig } from './config.ts';

describe('the number of a service', () => {
  it.each([
    ['+39 045 2220050', '+390452220050'],
    ['045 222-0050', '0452220050'],
    ['\u202d(045) 2220050\u202c', '0452220050'],
    ['', 'care'],
    [undefined, 'care'],
  ])('%j is told as %s', (number, told) => {
    const service = ServiceConfig.parse({
      code: 'care',
      name: 'Care',
      channels: [],
      skillsets: [],
      ...(number === undefined ? {} : { number }),
    });
    expect(calledNumberOf(service)).toBe(told);
  });

  it('is a number', () => {
    const { error } = ServiceConfig.safeParse({ code: 'care', name: 'Care', channels: [], skillsets: [], number: 'call us' });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['number']);
  });
});
