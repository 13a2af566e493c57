import type { CustomerPage } from '@centralino/protocol';

/** Nothing that a database refuses or a screen hides: halves of characters, control characters, signs that turn the writing round. */
const plain = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();

/**
 * The page that a widget says it is in, as agents see it; null when it is not of the origin that the browser itself names. Query and
 * fragment are left out: sites put names and keys there.
 */
export function customerPage({ address, title }: CustomerPage, origin: string | undefined): CustomerPage | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.origin !== origin) return null;
  return { address: plain(`${url.origin}${url.pathname}`.slice(0, 500)), title: plain(title.slice(0, 200)) };
}
