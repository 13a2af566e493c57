import { sdkFrameNamePrefix, sdkProtocolVersion } from '@centralino/protocol/sdk-words';
import type { SdkFrameIdentity } from '@centralino/protocol';

/** The part of a page's `window` that the SDK uses; the testing entry point has one without a browser. */
export interface FrameWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void };
  readonly name: string;
  readonly location: { readonly origin: string; readonly hash: string; readonly ancestorOrigins?: ArrayLike<string> };
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** One end of the channel between page and desk. */
export interface Port {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** Reads what the desk wrote into the name of the iframe (or, for pages that use the name themselves, into the fragment of the URL). */
export function readIdentity(frame: FrameWindow): SdkFrameIdentity | null {
  for (const text of [frame.name, frame.location.hash.slice(1)]) {
    if (!text.startsWith(sdkFrameNamePrefix)) continue;
    try {
      const identity = JSON.parse(decodeURIComponent(text.slice(sdkFrameNamePrefix.length))) as Partial<SdkFrameIdentity> | null;
      if (identity?.v === sdkProtocolVersion && typeof identity.widget === 'string' && typeof identity.nonce === 'string') {
        return {
          v: sdkProtocolVersion,
          widget: identity.widget,
          nonce: identity.nonce,
          contact: typeof identity.contact === 'string' ? identity.contact : null,
        };
      }
    } catch {
      // Not ours, or not readable: the same as none.
    }
  }
  return null;
}

/** The origin of the page around this one, where the browser tells (Firefox does not). */
export const parentOrigin = (frame: FrameWindow): string | null => frame.location.ancestorOrigins?.[0] ?? null;
