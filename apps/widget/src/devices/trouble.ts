/** Why a device can't be used, in the widget's own words (the DOM's error names differ between browsers). */
export type DeviceTrouble = 'denied' | 'deniedSystem' | 'framed' | 'forbidden' | 'none' | 'busy' | 'other';

/** Maps what getUserMedia rejected with (W3C Media Capture and Streams, section 10.2) to a trouble. */
export function deviceTroubleOf(cause: unknown): DeviceTrouble {
  const { name = '', message = '' } = (cause ?? {}) as { name?: string; message?: string };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      // Chromium says "Permission denied by system" when the operating system, not the user, refused.
      return /system/i.test(message) ? 'deniedSystem' : 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return 'none';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    default:
      return 'other';
  }
}

export type BrowserKind = 'chrome' | 'edge' | 'firefox' | 'safari' | 'ios' | 'android' | 'other';

/** Which help text fits the browser; the order matters, because most browsers claim to be others too. */
export function browserKind(userAgent: string): BrowserKind {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Edg\//.test(userAgent)) return 'edge';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chrome';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
