import { sdkFrameNamePrefix, sdkProtocolVersion } from '@centralino/protocol/sdk-words';
import type { SdkFrameIdentity } from '@centralino/protocol';

/** The part of a page's `window` that the SDK uses; the testing entry point has one without a browser. */
export interface FrameWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void };
  readonly name: string;
  readonly location: { readonly origin: string; readonly hash: string; readonly ancestorOrigins?: ArrayLike<string> };
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'keydown', listener: (event: KeyboardEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'keydown', listener: (event: KeyboardEvent) => void): void;
}

/** One end of the channel between page and desk. */
export interface Port {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** An identity as it stands in the name of an iframe; null if it is none of ours. */
export function parseIdentity(text: string): SdkFrameIdentity | null {
  if (!text.startsWith(sdkFrameNamePrefix)) return null;
  try {
    const identity = JSON.parse(decodeURIComponent(text.slice(sdkFrameNamePrefix.length))) as Partial<SdkFrameIdentity> | null;
    if (identity?.v !== sdkProtocolVersion || typeof identity.widget !== 'string' || typeof identity.nonce !== 'string') return null;
    const { widget, nonce, contact } = identity;
    return { v: sdkProtocolVersion, widget, nonce, contact: typeof contact === 'string' ? contact : null };
  } catch {
    return null;
  }
}

/** Reads what the desk wrote into the name of the iframe (or, for pages that use the name themselves, into the fragment of the URL). */
export const readIdentity = (frame: FrameWindow): SdkFrameIdentity | null =>
  parseIdentity(frame.name) ?? parseIdentity(frame.location.hash.slice(1));

/** The origin of the page around this one, where the browser tells (Firefox does not). */
export const parentOrigin = (frame: FrameWindow): string | null => frame.location.ancestorOrigins?.[0] ?? null;

/** 128 random bits. (`crypto.randomUUID` exists only in secure contexts; a desk in a company's network may be plain http.) */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let text = '';
  for (const byte of bytes) text += (byte + 256).toString(16).slice(1);
  return text;
}
