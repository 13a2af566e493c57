import { describe, expect, it } from 'vitest';
import { customerPage } from './customer-page.ts';

const shop = 'https://shop.example';

describe('the page that a customer calls from', () => {
  it('is its address without query and fragment, and its title', () => {
    expect(customerPage({ address: `${shop}/cart/?token=1#me`, title: ' Your cart ' }, shop)).toEqual({
      address: `${shop}/cart/`,
      title: 'Your cart',
    });
  });

  it('is believed only when the browser names the same origin', () => {
    const page = { address: `${shop}/cart`, title: '' };
    for (const origin of [undefined, 'null', 'https://evil.example', 'http://shop.example']) expect(customerPage(page, origin)).toBeNull();
    for (const address of ['', 'cart', 'javascript:alert(1)', 'https://']) expect(customerPage({ address, title: '' }, shop)).toBeNull();
  });

  it('carries no signs that a database refuses or that turn the writing round', () => {
    const { title } = customerPage({ address: shop, title: 'a\u0000b\u202ec\ud83d' }, shop) ?? {};
    expect(title).toBe('a b c\ufffd');
  });
});
