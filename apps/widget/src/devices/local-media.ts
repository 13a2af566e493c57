import { silentTrack } from './audio-context.ts';
import { enumerateDevices, getUserMedia, pageDevices, refusedByPage } from './page-devices.ts';
import { deviceTroubleOf, type DeviceTrouble } from './trouble.ts';

export type Kind = 'microphone' | 'speakers' | 'camera';
export interface Device {
  id: string;
  label: string;
}

export interface LocalState {
  busy: boolean;
  devices: Record<Kind, Device[]>;
  /** Device ids; '' = the browser's default. */
  chosen: Record<Kind, string>;
  trouble: { microphone: DeviceTrouble | null; camera: DeviceTrouble | null };
  /** What is on now; the camera only when asked for. */
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
}

/** What happened to a device without anybody asking for it. */
export type DeviceNotice = { kind: Kind; device: string | null };

export interface LocalMediaOptions {
  onChange: (state: LocalState) => void;
  /** A track was replaced: senders must follow. */
  onTracks: () => void;
  onUnplugged: (notice: DeviceNotice) => void;
}

const storageKey = 'centralino.devices';

/** The customer's own devices: asks for them, remembers the choice, follows plugging and unplugging. */
export class LocalMedia {
  #options: LocalMediaOptions;
  #state: LocalState = {
    busy: false,
    devices: { microphone: [], speakers: [], camera: [] },
    chosen: { microphone: '', speakers: '', camera: '', ...readChoice() },
    trouble: { microphone: null, camera: null },
    microphone: null,
    camera: null,
  };
  #wantsCamera = false;
  #silence: MediaStreamTrack | null = null;
  #acquiring: Promise<void> | null = null;
  #generation = 0;

  constructor(options: LocalMediaOptions) {
    this.#options = options;
  }

  get state(): LocalState {
    return this.#state;
  }

  /** What to send: the microphone, or silence, so that the leg lives even without a microphone. */
  get audioTrack(): MediaStreamTrack {
    return this.#state.microphone ?? (this.#silence ??= silentTrack());
  }

  get videoTrack(): MediaStreamTrack | null {
    return this.#state.camera;
  }

  /** Turns the devices on. Never rejects: what went wrong is in `state.trouble`. Two calls at once share one question to the user. */
  acquire(wants: { camera: boolean }): Promise<void> {
    this.#wantsCamera = wants.camera;
    if (!wants.camera) this.#stop('camera');
    const next = (this.#acquiring ?? Promise.resolve()).then(() => this.#acquire());
    const tracked = next.finally(() => {
      if (this.#acquiring === tracked) this.#acquiring = null;
    });
    this.#acquiring = tracked;
    return tracked;
  }

  async #acquire(): Promise<void> {
    const generation = this.#generation;
    const needMicrophone = this.#state.microphone === null;
    const needCamera = this.#wantsCamera && this.#state.camera === null;
    const devices = pageDevices();
    if (devices === undefined) {
      this.#set({ trouble: { microphone: 'other', camera: null } });
      return;
    }
    devices.addEventListener('devicechange', this.#devicesChanged);
    if (needMicrophone || needCamera) {
      this.#set({ busy: true, trouble: { microphone: null, camera: null } });
      // One question for both; when one of the two is missing or refused, each is asked for alone, to know which.
      if (needMicrophone && needCamera) await this.#open({ microphone: true, camera: true });
      if (this.#generation === generation && needMicrophone && this.#state.microphone === null) await this.#open({ microphone: true });
      if (this.#generation === generation && this.#wantsCamera && this.#state.camera === null) await this.#open({ camera: true });
      if (this.#generation !== generation) return;
    }
    await this.#list();
    this.#set({ busy: false });
  }

  async #open(what: { microphone?: boolean; camera?: boolean }): Promise<boolean> {
    const generation = this.#generation;
    try {
      const stream = await this.#getUserMedia(what);
      if (this.#generation !== generation) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      for (const track of stream.getTracks()) this.#take(track);
      return true;
    } catch (cause) {
      const trouble = { ...this.#state.trouble };
      if (what.microphone && !what.camera) trouble.microphone = troubleOf(cause, 'microphone');
      if (what.camera && !what.microphone) trouble.camera = troubleOf(cause, 'camera');
      this.#set({ trouble });
      return false;
    }
  }

  /** The remembered device first; when it is gone, the browser's default. */
  async #getUserMedia(what: { microphone?: boolean; camera?: boolean }): Promise<MediaStream> {
    const { chosen } = this.#state;
    const devices = pageDevices();
    if (devices === undefined) throw new DOMException('This page has no devices', 'NotFoundError');
    try {
      return await getUserMedia(devices, {
        audio: what.microphone ? audioConstraints(chosen.microphone) : false,
        video: what.camera ? videoConstraints(chosen.camera) : false,
      });
    } catch (cause) {
      const name = (cause as { name?: string }).name;
      if (name !== 'OverconstrainedError' && name !== 'NotFoundError') throw cause;
      if (chosen.microphone === '' && chosen.camera === '') throw cause;
      return getUserMedia(devices, {
        audio: what.microphone ? audioConstraints('') : false,
        video: what.camera ? videoConstraints('') : false,
      });
    }
  }

  #take(track: MediaStreamTrack): void {
    const kind = track.kind === 'audio' ? 'microphone' : 'camera';
    const former = this.#state[kind];
    track.addEventListener('ended', () => this.#ended(kind, track));
    this.#set({
      [kind]: track,
      chosen: { ...this.#state.chosen, [kind]: track.getSettings().deviceId ?? '' },
      trouble: { ...this.#state.trouble, [kind]: null },
    });
    if (former !== null) {
      track.enabled = former.enabled;
      former.stop();
    }
    this.#options.onTracks();
  }

  /** Takes another device. Answers false, and keeps the present one, when it can't be started. */
  async choose(kind: Kind, deviceId: string): Promise<boolean> {
    const former = this.#state.chosen;
    this.#set({ chosen: { ...former, [kind]: deviceId } });
    if (kind !== 'speakers') {
      const opened = await this.#open(kind === 'microphone' ? { microphone: true } : { camera: true });
      if (!opened) {
        this.#set({ chosen: former, trouble: this.#state[kind] === null ? this.#state.trouble : { ...this.#state.trouble, [kind]: null } });
        return false;
      }
    }
    writeChoice(this.#state.chosen);
    return true;
  }

  /** Everything off: the lamps of camera and microphone go out. */
  release(): void {
    this.#generation++;
    this.#acquiring = null;
    pageDevices()?.removeEventListener('devicechange', this.#devicesChanged);
    this.#stop('microphone');
    this.#stop('camera');
    this.#silence?.stop();
    this.#silence = null;
    this.#set({ busy: false, trouble: { microphone: null, camera: null } });
  }

  #stop(kind: 'microphone' | 'camera'): void {
    this.#state[kind]?.stop();
    if (this.#state[kind] !== null) this.#set({ [kind]: null });
  }

  /** The device under a track went away (`stop()` of ours does not fire `ended`). */
  async #ended(kind: 'microphone' | 'camera', track: MediaStreamTrack): Promise<void> {
    if (this.#state[kind] !== track) return;
    this.#set({ [kind]: null, chosen: { ...this.#state.chosen, [kind]: '' } });
    this.#options.onTracks();
    const generation = this.#generation;
    await this.#open(kind === 'microphone' ? { microphone: true } : { camera: true });
    await this.#list();
    if (this.#generation === generation) this.#options.onUnplugged({ kind, device: this.#state[kind]?.label ?? null });
  }

  #devicesChanged = async (): Promise<void> => {
    await this.#list();
    const { devices, chosen, microphone, camera } = this.#state;
    if (chosen.speakers !== '' && devices.speakers.length > 0 && !devices.speakers.some(({ id }) => id === chosen.speakers)) {
      this.#set({ chosen: { ...chosen, speakers: '' } });
      this.#options.onUnplugged({ kind: 'speakers', device: null });
    }
    // Something was plugged in while nothing was there: take it.
    if (microphone === null && devices.microphone.length > 0 && !this.#state.busy) await this.#open({ microphone: true });
    if (this.#wantsCamera && camera === null && devices.camera.length > 0 && !this.#state.busy) await this.#open({ camera: true });
  };

  async #list(): Promise<void> {
    let all: MediaDeviceInfo[] = [];
    try {
      const devices = pageDevices();
      if (devices !== undefined) all = await enumerateDevices(devices);
    } catch {
      // Without a list the selects show what is on.
    }
    const of = (kind: MediaDeviceKind): Device[] =>
      all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.#set({ devices: { microphone: of('audioinput'), speakers: of('audiooutput'), camera: of('videoinput') } });
  }

  #set(change: Partial<LocalState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange(this.#state);
  }
}

const troubleOf = (cause: unknown, kind: 'microphone' | 'camera'): DeviceTrouble => {
  const trouble = deviceTroubleOf(cause);
  return trouble === 'denied' ? (refusedByPage(kind) ?? trouble) : trouble;
};

const audioConstraints = (deviceId: string): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
});

const videoConstraints = (deviceId: string): MediaTrackConstraints => ({
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 24, max: 30 },
  ...(deviceId === '' ? { facingMode: 'user' } : { deviceId: { exact: deviceId } }),
});

function readChoice(): Partial<Record<Kind, string>> {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(
      (['microphone', 'speakers', 'camera'] as const)
        .filter((kind) => typeof stored[kind] === 'string')
        .map((kind) => [kind, stored[kind]]),
    );
  } catch {
    return {};
  }
}

function writeChoice(chosen: Record<Kind, string>): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(chosen));
  } catch {
    // Storage is full or forbidden: the choice lasts as long as the page.
  }
}
