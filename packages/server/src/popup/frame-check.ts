/** Asks a page whether it may be shown in a frame of another site; null: it could not be found out. */
export type FrameCheck = (url: string) => Promise<boolean | null>;

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
