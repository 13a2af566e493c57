import { PopupResult, popupPlaceholders, type PopupFailure, type PopupTrigger } from '@centralino/protocol';
import { originOfUri } from '../desk-widgets/desk-widgets.ts';
import { describe } from '../realtime/frames.ts';

/** What the function wants, checked: only addresses that a desk may open. */
export type PopupPlan = {
  urls: Readonly<Record<PopupTrigger, string | null>>;
  where: 'iframe' | 'tab' | 'window';
  tabName: string | null;
};

const placeholder = /\{\$([A-Za-z_]*)\}/g;
const known = new Set(popupPlaceholders.map(({ name }) => name));
/** In messages to the administrator. */
const knownNames = popupPlaceholders.map(({ name }) => `{$${name}}`).join(', ');
export const passwordAdvice =
  'passwords are never given away: use {$POPUP_TOKEN}, a single-use token that the page exchanges at POST /api/v1/tokens/verify';

const refused = (message: string): PopupFailure => ({ kind: 'result', message, line: null });

/** Reads the JSON text of a result. Nothing at all (no `return`) means: no popup. */
export function readResult(json: string): { result: PopupResult; plan: PopupPlan } | { failure: PopupFailure } {
  const value = JSON.parse(json) as unknown;
  const parsed = PopupResult.safeParse(value ?? {});
  if (!parsed.success)
    return {
      failure: refused(`the function must return an object of the known keys: ${describe(parsed.error)}`),
    };
  const result = parsed.data;
  const links = {
    ring: ['onRing', result.onRing],
    answer: ['onAnswer', result.onAnswer],
    hangup: ['onHangup', result.onHangup],
    demand: ['onDemand', result.onDemand],
  } as const;
  const urls: Record<PopupTrigger, string | null> = { ring: null, answer: null, hangup: null, demand: null };
  for (const [trigger, [key, link]] of Object.entries(links)) {
    const url = link?.trim() ?? '';
    if (url === '') continue;
    const trouble = troubleWith(url);
    if (trouble !== null) return { failure: refused(`${key}: ${trouble}`) };
    urls[trigger as PopupTrigger] = url;
  }
  const tabName = result.webClientTabName?.trim() || null;
  const inTab = result.webClientOpenNewTab === true || tabName !== null;
  const where = result.webClientOpenNewWindow === true ? 'window' : inTab ? 'tab' : 'iframe';
  return { result, plan: { urls, where, tabName } };
}

/** Why no desk may open this address; null: it may. */
function troubleWith(url: string): string | null {
  for (const [, name = ''] of url.matchAll(placeholder)) {
    if (name === 'USER_PASSWORD') return passwordAdvice;
    if (!known.has(name)) return `there is no {$${name}}; there are ${knownNames}`;
  }
  // Control characters are dropped by browsers, and a backslash is a slash to them: neither belongs into an address.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\\]/.test(url)) return 'the address has characters that do not belong into one: use encodeURIComponent';
  try {
    // Written out: browsers would take `https:host` and `https:/host` too, and a host could hide from the look at it below.
    if (!/^(https?:\/\/[^/]|\/)/i.test(url)) throw new Error('not written out');
    originOfUri(url.replace(placeholder, 'x'));
  } catch {
    return `only addresses that begin with https://, http:// or / can be opened, not "${url.slice(0, 80)}"`;
  }
  if (/^https?:\/\/[^/?#]*[@{]/i.test(url)) return 'the host of an address must be plain: without {$…}, user or password';
  return null;
}

/** Whether `{$NAME}` is in the address. */
export const asksFor = (url: string, name: string): boolean => url.includes(`{$${name}}`);

/** The address with its placeholders filled and percent-encoded. A value that is not given is empty. */
export const fillPlaceholders = (url: string, values: Readonly<Record<string, string>>): string =>
  url.replace(placeholder, (_all, name: string) => encodeURIComponent(Object.hasOwn(values, name) ? (values[name] ?? '') : ''));

/** The origin of an address; null: this server. */
export const originOf = (url: string): string | null => originOfUri(url.replace(placeholder, 'x'));
