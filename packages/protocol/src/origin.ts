import { z } from 'zod';

/** Host names and addresses without any sign that means something in a content security policy (CSP3 section 2.3.1, `host-source`). */
const plainOrigin = /^https?:\/\/(?:(?:\*\.)?[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
/** Of browsers and Node alike. */
type Address = { protocol: string; hostname: string; port: string };
declare const URL: new (text: string) => Address;

/** Pages of one's own machine have no certificate. */
const ownMachine = /^(?:localhost|[^/:]+\.localhost|127(?:\.\d+){3}|\[::1\])(?=[:/]|$)/;

/**
 * The origin that is meant, as browsers write it (`https://shop.example`), or null when nobody can tell. People write addresses of pages,
 * other cases, default ports, international names and no scheme; `*.shop.example` stands for every name below `shop.example`.
 */
export function originMeant(text: string): string | null {
  const written = text.trim().toLowerCase();
  const [, scheme, rest = ''] = /^(?:(https?)(?::\/*|\/\/)|\/\/)?(.*)$/.exec(written) as RegExpExecArray;
  const [, star = '', host = ''] = /^(\*\.)?(.*)$/.exec(rest) as RegExpExecArray;
  const server = host.replace(/[/?#].*$/, '');
  if (/[\s\\*@]/.test(server)) return null;
  // Another scheme (`ftp:`, `javascript:`), or a word alone that may mean anything.
  if (scheme === undefined && (/:(?!\d)/.test(server.replace(/^\[.*\]/, '')) || !(/[.:]/.test(server) || ownMachine.test(server))))
    return null;
  let url: Address;
  try {
    url = new URL(`${scheme ?? (ownMachine.test(host) ? 'http' : 'https')}://${host}`);
  } catch {
    return null;
  }
  // Without its root's dot, which hardly anybody writes and no page's origin has.
  const name = url.hostname.replace(/\.$/, '');
  // Every name below a top-level domain would be everybody.
  if (star !== '' && (!name.includes('.') || name.startsWith('[') || /\.\d+$/.test(name))) return null;
  const origin = `${url.protocol}//${star}${name}${url.port === '' ? '' : `:${url.port}`}`;
  return plainOrigin.test(origin) && !/\/\.|\.\./.test(origin) ? origin : null;
}

/** Whether pages of this origin, as the browser tells it, are among those allowed. */
export const originAllowed = (allowed: readonly string[], origin: string): boolean =>
  allowed.some((one) => {
    if (one === origin) return true;
    const meant = originMeant(one);
    if (meant === origin) return true;
    const [scheme, below] = meant?.split('*') ?? [];
    return scheme !== undefined && below !== undefined && origin.startsWith(scheme) && origin.slice(scheme.length + 1).endsWith(below);
  });

/** Those of a list that mean no origin. `also`: words with a meaning of their own here (`*`, `null`). */
export const badOrigins = (list: readonly string[], also: readonly string[] = []): string[] =>
  list.filter((one) => !also.includes(one) && originMeant(one) === null);

/** What is wrong with a list of origins, in words; null: nothing. */
export function originTrouble(list: readonly string[], also: readonly string[] = []): string | null {
  const [bad] = badOrigins(list, also);
  if (bad === undefined) return null;
  return `"${bad}" is not the address of a site: write it as https://shop.example, or *.shop.example for all names below it, each on a line of its own`;
}

/** Origins as they are kept: each as browsers write it, once. What means none stays as it is, for whoever saves it to be told. */
export const Origins = (max: number) =>
  z
    .array(z.string().max(200))
    .max(max)
    .overwrite((list) => [...new Set(list.map((one) => originMeant(one) ?? one.trim()))]);
