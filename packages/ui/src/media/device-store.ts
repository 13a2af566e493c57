/** What the person chose on this computer; `null` = the system's default. */
export interface DeviceChoice {
  microphoneId: string | null;
  cameraId: string | null;
  speakerId: string | null;
  /** Where the ring tone plays: often the loudspeakers while the talk is on the headset. */
  ringId: string | null;
  ringVolume: number;
  /** True once the person went through (or skipped) the set-up. */
  done: boolean;
}

export interface DeviceOption {
  id: string;
  label: string;
}

export interface DeviceState {
  choice: DeviceChoice;
  microphones: DeviceOption[];
  cameras: DeviceOption[];
  speakers: DeviceOption[];
  /** Labels are empty until the browser was allowed to use a device. */
  labelled: boolean;
  /** A chosen device that was unplugged, until the person chooses again or it returns. */
  missing: { kind: 'microphone' | 'camera' | 'speaker'; label: string } | null;
  /** The browser can send sound to a chosen output. */
  canChooseOutput: boolean;
}

const storageKey = 'centralino.devices';
const initialChoice: DeviceChoice = {
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  ringId: null,
  ringVolume: 0.7,
  done: false,
};

/** Pure: what the lists of a new enumeration mean for the choice (exported for tests). */
export function missingDevice(
  choice: DeviceChoice,
  before: Pick<DeviceState, 'microphones' | 'cameras' | 'speakers'>,
  after: Pick<DeviceState, 'microphones' | 'cameras' | 'speakers'>,
): DeviceState['missing'] {
  const gone = (id: string | null, kind: 'microphone' | 'camera' | 'speaker', old: DeviceOption[], now: DeviceOption[]) => {
    if (id === null || now.some((device) => device.id === id)) return null;
    const known = old.find((device) => device.id === id);
    return known === undefined ? null : { kind, label: known.label };
  };
  return (
    gone(choice.microphoneId, 'microphone', before.microphones, after.microphones) ??
    gone(choice.speakerId, 'speaker', before.speakers, after.speakers) ??
    gone(choice.cameraId, 'camera', before.cameras, after.cameras)
  );
}

/** The devices of this computer and the choice among them: an external store for React (`subscribe`, `get`). */
export function createDeviceStore() {
  const listeners = new Set<() => void>();
  let state: DeviceState = {
    choice: initialChoice,
    microphones: [],
    cameras: [],
    speakers: [],
    labelled: false,
    missing: null,
    canChooseOutput: typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype,
  };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof stored === 'object' && stored !== null) state = { ...state, choice: { ...initialChoice, ...stored } };
  } catch {
    // unreadable or forbidden storage: defaults
  }

  const set = (next: Partial<DeviceState>): void => {
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  };

  async function refresh(): Promise<void> {
    if (navigator.mediaDevices === undefined) return;
    const found = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const of = (kind: MediaDeviceKind): DeviceOption[] =>
      found
        // "default" and "communications" are Chromium's aliases of devices that are listed anyway.
        .filter((device) => device.kind === kind && device.deviceId !== '' && !['default', 'communications'].includes(device.deviceId))
        .map((device, index) => ({ id: device.deviceId, label: device.label || `${index + 1}` }));
    const lists = { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') };
    const missing = missingDevice(state.choice, state, lists);
    set({ ...lists, labelled: found.some((device) => device.label !== ''), missing: missing ?? state.missing });
  }

  if (typeof navigator !== 'undefined' && navigator.mediaDevices !== undefined) {
    navigator.mediaDevices.addEventListener('devicechange', () => void refresh());
    void refresh();
  }

  return {
    get: (): DeviceState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    choose(change: Partial<DeviceChoice>): void {
      const choice = { ...state.choice, ...change };
      try {
        localStorage.setItem(storageKey, JSON.stringify(choice));
      } catch {
        // forbidden storage: the choice lasts as long as the page
      }
      set({ choice, missing: null });
    },
    dismissMissing(): void {
      set({ missing: null });
    },
  };
}

export type DeviceStore = ReturnType<typeof createDeviceStore>;
