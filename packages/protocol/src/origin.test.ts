import { describe, expect, it } from 'vitest';
import { badOrigins, originAllowed, originMeant, Origins } from './origin.ts';

describe('an origin', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example/', 'https://shop.example'],
    ['HTTPS://Shop.Example', 'https://shop.example'],
    [' https://shop.example:443 ', 'https://shop.example'],
    ['http://shop.example:80/', 'http://shop.example'],
    ['https://shop.example:8443', 'https://shop.example:8443'],
    ['shop.example', 'https://shop.example'],
    ['shop.example:8443/x', 'https://shop.example:8443'],
    ['//shop.example', 'https://shop.example'],
    ['https:/shop.example', 'https://shop.example'],
    ['https//shop.example', 'https://shop.example'],
    ['https://shop.example/kontakt?x=1#y', 'https://shop.example'],
    ['https://shop.example/*', 'https://shop.example'],
    ['https://shop.example.', 'https://shop.example'],
    ['*.shop.example', 'https://*.shop.example'],
    ['https://*.Shop.example:443/', 'https://*.shop.example'],
    ['http://*.shop.example:8080', 'http://*.shop.example:8080'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['https://BÜCHER.example/', 'https://xn--bcher-kva.example'],
    ['localhost:3000', 'http://localhost:3000'],
    ['localhost', 'http://localhost'],
    ['127.0.0.1:5500', 'http://127.0.0.1:5500'],
    ['http://crm', 'http://crm'],
    ['crm:8080', 'https://crm:8080'],
    ['http://my_shop.example', 'http://my_shop.example'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['https://[2001:DB8::1]/', 'https://[2001:db8::1]'],
  ])('%s means %s', (text, origin) => {
    expect(originMeant(text)).toBe(origin);
    expect(originMeant(origin)).toBe(origin);
  });

  it.each([
    '',
    '*',
    'null',
    'shop',
    'https://',
    'https://*',
    '*.example',
    '*.*.shop.example',
    '*shop.example',
    'https://shop.*',
    'https://user:secret@shop.example',
    'ftp://shop.example',
    'file:///index.html',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    'moz-extension://abc',
    'https://shop.example, https://www.shop.example',
    'https://shop example',
    "https://x;frame-src'",
    'https://a..example',
    'https://shop.example:99999',
    '2001:db8::1',
    '*.127.0.0.1',
  ])('nobody knows what %s means', (text) => expect(originMeant(text)).toBeNull());

  it('is allowed as it was meant, by whoever wrote the list', () => {
    expect(originAllowed(['https://Shop.example:443/'], 'https://shop.example')).toBe(true);
    expect(originAllowed(['shop.example'], 'http://shop.example')).toBe(false);
    expect(originAllowed(['shop.example'], 'https://www.shop.example')).toBe(false);
    expect(originAllowed(['null'], 'null')).toBe(true);
    expect(originAllowed([], 'null')).toBe(false);
  });

  it('with a star is every name below, but not the name itself, a likeness or another port', () => {
    const allowed = ['*.shop.example'];
    for (const good of ['https://www.shop.example', 'https://a.b.shop.example']) expect(originAllowed(allowed, good), good).toBe(true);
    for (const bad of [
      'https://shop.example',
      'https://evilshop.example',
      'http://www.shop.example',
      'https://www.shop.example:8443',
      'https://www.shop.example.evil.example',
    ]) {
      expect(originAllowed(allowed, bad), bad).toBe(false);
    }
  });

  it('of a list is kept once, and what means none stays for whoever saves it to be told', () => {
    const list = Origins(5).parse(['shop.example', 'HTTPS://shop.example/', ' * ', 'ftp://x']);
    expect(list).toEqual(['https://shop.example', '*', 'ftp://x']);
    expect(badOrigins(list, ['*'])).toEqual(['ftp://x']);
  });
});
