import type { Kind } from '../devices/local-media.ts';

/** A check that went well, with the devices it was made with. It stays in this browser. */
export interface PassedCheck {
  /** Milliseconds since 1970. */
  at: number;
  video: boolean;
  devices: Record<Kind, string>;
}

const key = 'centralino.check';
const noDevices: PassedCheck['devices'] = { microphone: '', speakers: '', camera: '' };

/** Whether a check tells of a call now: of the same day, with the same devices. One with video is one of the sound, too. */
export function stillTells(passed: PassedCheck, wanted: PassedCheck): boolean {
  const kinds: Kind[] = wanted.video ? ['microphone', 'speakers', 'camera'] : ['microphone', 'speakers'];
  return (
    new Date(passed.at).toDateString() === new Date(wanted.at).toDateString() &&
    (passed.video || !wanted.video) &&
    kinds.every((kind) => passed.devices[kind] === wanted.devices[kind])
  );
}

/** Where storage is forbidden nothing is remembered: then the check is made each time. */
export function readPassed(): PassedCheck | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<PassedCheck> | null;
    if (typeof stored?.at !== 'number') return null;
    return { at: stored.at, video: stored.video === true, devices: { ...noDevices, ...stored.devices } };
  } catch {
    return null;
  }
}

export function writePassed(passed: PassedCheck | null): void {
  try {
    if (passed === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(passed));
  } catch {
    // See readPassed.
  }
}
