import type { FrameVerdict } from '@centralino/protocol';
import { RequestFailed, type GuardedClient } from '../net/index.ts';

/** Asks a page whether it may be shown in a frame of another site. `personal`: values of the caller that the address may contain. */
export type FrameCheck = (url: string, personal?: readonly string[]) => Promise<FrameVerdict>;

/** Parts of a path that are more likely somebody's number, address or id than the name of a page. */
const looksPersonal = /%|@|\d{4}|^\d+$/;

/**
 * The address of a page as it may be asked about: without query and fragment, and without its path from the first part on that says (or may say)
 * who calls.
 */
export function impersonal(url: string, personal: readonly string[] = []): string {
  const { origin, pathname } = new URL(url);
  const values = personal.map((value) => value.trim().toLowerCase()).filter((value) => value.length >= 3);
  const parts = pathname.split('/');
  const from = parts.findIndex((part) => looksPersonal.test(part) || values.some((value) => part.toLowerCase().includes(value)));
  return origin + (from === -1 ? pathname : [...parts.slice(0, from), ''].join('/'));
}

/** Whether a page with these headers lets other sites show it in a frame (CSP level 3 `frame-ancestors`, before RFC 7034). */
export function allowsFraming(headers: { csp: string | null; xFrameOptions: string | null }, deskOrigin: string | null): boolean {
  const ancestors = headers.csp
    ?.split(/[;,]/)
    .map((directive) => directive.trim().toLowerCase())
    .find((directive) => directive.startsWith('frame-ancestors'));
  if (ancestors !== undefined) {
    const sources = ancestors.split(/\s+/).slice(1);
    return sources.some((source) => source === '*' || source === 'https:' || source === 'http:' || matches(source, deskOrigin));
  }
  const option = headers.xFrameOptions?.trim().toLowerCase() ?? '';
  // Browsers ignore ALLOW-FROM and whatever else they do not know.
  return option !== 'deny' && option !== 'sameorigin';
}

/** A host source of a policy: the desk's own host, with or without scheme and port, or one of its parents behind `*.`. */
function matches(source: string, deskOrigin: string | null): boolean {
  if (deskOrigin === null || source.startsWith("'")) return false;
  const desk = new URL(deskOrigin);
  const [, scheme, host = '', port] = /^(?:([a-z]+):\/\/)?([^:/]+)(?::(\d+|\*))?/.exec(source) ?? [];
  if (scheme !== undefined && `${scheme}:` !== desk.protocol) return false;
  if (port !== undefined && port !== '*' && port !== (desk.port || (desk.protocol === 'https:' ? '443' : '80'))) return false;
  return host.startsWith('*.') ? desk.hostname.endsWith(host.slice(1)) : host === desk.hostname;
}

/** Pages do not change their mind within a contact. */
const rememberMs = 10 * 60_000;
const maxRemembered = 500;
const patience = { connectTimeoutMs: 2_000, responseTimeoutMs: 3_000 };
const maxMoves = 3;

/**
 * Asks the page itself, or where it has moved to, past the guard of outgoing requests: pages in private networks are only known to the
 * desks then. Other redirects may lead a stranger to a sign-in that the agent, whom the application knows, never sees: they tell nothing.
 * Only ever by HEAD: a page that creates something when it is got must not do so twice. One that does not know HEAD tells nothing.
 */
export function createFrameCheck(
  client: Pick<GuardedClient, 'send'>,
  options: { deskOrigin: string | null; now?: () => number },
): FrameCheck {
  const { deskOrigin, now = Date.now } = options;
  const known = new Map<string, { at: number; answer: Promise<FrameVerdict> }>();
  const ask = async (url: string): Promise<FrameVerdict> => {
    try {
      for (let moves = 0; moves <= maxMoves; moves += 1) {
        const { status, headers } = await client.send({ method: 'HEAD', url, headers: { accept: 'text/html' }, body: null, ...patience });
        const { location } = headers;
        if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) {
          const said = { csp: headers['content-security-policy'] ?? null, xFrameOptions: headers['x-frame-options'] ?? null };
          if (status === 405 || status === 501) return 'unknown';
          if (!allowsFraming(said, deskOrigin)) return 'refused';
          // The page that there is for the agent may say something else than an error does.
          return status >= 400 ? 'unknown' : 'allowed';
        }
        if (status !== 301 && status !== 308) return 'unknown';
        url = impersonal(new URL(location, url).href);
      }
      return 'unknown';
    } catch (error) {
      return error instanceof RequestFailed && error.unreachable ? 'unreachable' : 'unknown';
    }
  };
  return (url, personal) => {
    // One page of an application answers for all: their addresses differ by the caller.
    const key = impersonal(url, personal);
    const before = known.get(key);
    if (before !== undefined && now() - before.at < rememberMs) return before.answer;
    if (known.size >= maxRemembered) known.clear();
    const answer = ask(key);
    known.set(key, { at: now(), answer });
    // What did not answer may do so the next moment.
    void answer.then((verdict) => verdict === 'unreachable' && known.get(key)?.answer === answer && known.delete(key));
    return answer;
  };
}
