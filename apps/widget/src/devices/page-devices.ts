import { pageWindow } from '../page.ts';

/**
 * The page's devices: the question to the customer and the permission are the page's (Safari gives none to an empty frame), but they are
 * asked with the methods of this realm, which the page can't have changed. Undefined where the browser gives none (no https).
 */
export const pageDevices = (): MediaDevices | undefined => pageWindow().navigator.mediaDevices;

export const getUserMedia = (devices: MediaDevices, wanted: MediaStreamConstraints): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia.call(devices, wanted);

export const enumerateDevices = (devices: MediaDevices): Promise<MediaDeviceInfo[]> =>
  navigator.mediaDevices.enumerateDevices.call(devices);

/** W3C Permissions Policy, section 6; Chromium still has it under its older name. */
interface WithPolicy {
  permissionsPolicy?: { allowsFeature(name: string): boolean };
  featurePolicy?: { allowsFeature(name: string): boolean };
}

/**
 * Why a refusal is not the customer's: `framed` = the page around this one does not pass the device on (its iframe has no
 * `allow="microphone"`), `forbidden` = the page's own Permissions-Policy header says no. Null when the customer (or nobody) refused.
 */
export function refusedByPage(feature: 'microphone' | 'camera'): 'framed' | 'forbidden' | null {
  const page = pageWindow();
  const inFrame = page.top !== page;
  const { permissionsPolicy, featurePolicy } = page.document as WithPolicy;
  const policy = permissionsPolicy ?? featurePolicy;
  // Firefox and Safari do not tell: a frame of another site has no microphone unless it was passed on.
  const refused = policy === undefined ? inFrame && !reaches(page.top) : !policy.allowsFeature(feature);
  if (!refused) return null;
  console.error(
    inFrame
      ? `Centralino: the page around this frame does not pass the ${feature} on. Write allow="microphone; camera; autoplay" on its iframe element.`
      : `Centralino: this page's Permissions-Policy header forbids the ${feature}. Send ${feature}=(self) in it.`,
  );
  return inFrame ? 'framed' : 'forbidden';
}

/** A window of the same origin can be looked into. */
function reaches(other: Window | null): boolean {
  try {
    return other?.document !== undefined;
  } catch {
    return false;
  }
}
