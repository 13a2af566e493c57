import type { Channel, IceServer } from '@centralino/protocol';
import {
  CaptureError,
  captureCamera,
  captureMicrophone,
  failureCode,
  MediaLeg,
  type CaptureFailure,
  type DeviceStore,
  type LegPhase,
} from '@centralino/ui';
import { tabMemory } from '../lib/browser-memory.ts';
import { createStore } from '../lib/store.ts';
import { mediaLeg, type DeskState } from './desk-state.ts';

/** The mark of the tab that owns a call's media: it survives F5, and only in this tab. */
const ownMark = 'centralino.leg';
const muteMark = 'centralino.muted';
const cameraMark = 'centralino.cameraOff';
/** How long a call whose window is gone waits for that window before another one takes it. */
const orphanMs = 5_000;

export interface CallMediaState {
  legId: string | null;
  phase: LegPhase;
  muted: boolean;
  cameraOn: boolean;
  /** Another window has the media of this agent's call (its leg id). */
  elsewhere: string | null;
  microphoneFailure: CaptureFailure | null;
  cameraFailure: CaptureFailure | null;
  /** The microphone in use was unplugged and another one took over. */
  fellBack: string | null;
  remote: MediaStream | null;
  /** Counts tracks of `remote`, which is the same object for the life of a leg. */
  remoteTracks: number;
  selfView: MediaStream | null;
}

const silent: CallMediaState = {
  legId: null,
  phase: 'idle',
  muted: false,
  cameraOn: false,
  elsewhere: null,
  microphoneFailure: null,
  cameraFailure: null,
  fellBack: null,
  remote: null,
  remoteTracks: 0,
  selfView: null,
};

export interface CallMediaOptions {
  devices: DeviceStore;
  offer: (legId: string, sdp: string) => Promise<string>;
  fail: (legId: string, cause: string) => Promise<unknown>;
  /** The state now, and whether requests can be sent. */
  desk: () => DeskState;
  online: () => boolean;
}

/**
 * The agent's leg in this tab: captures devices, offers when the server expects media and this tab owns it, offers again after F5, a lost
 * line or the server's wish, and lets go when another tab takes over or the call ends.
 */
export function createCallMedia(options: CallMediaOptions) {
  const store = createStore<CallMediaState>(silent);
  const { devices } = options;
  let leg: MediaLeg | null = null;
  let microphone: Promise<MediaStreamTrack> | null = null;
  let camera: MediaStreamTrack | null = null;
  let offering = false;
  let lastOfferAt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let firstLook = true;
  let orphan: { legId: string; timer: ReturnType<typeof setTimeout> } | null = null;
  /** An accept is on its way: there is a mark and a warm microphone, but no live part yet. */
  let claiming = false;
  /** The agent calls: the leg's name comes with the server's answer, or with the event if that is sooner. */
  let claimingNext = false;
  let microphoneInUse: string | null = null;
  let cameraInUse: string | null = null;

  const update = (change: Partial<CallMediaState>): void => store.set((now) => ({ ...now, ...change }));
  const own = (): string | null => tabMemory.get(ownMark);

  function watchEnd(track: MediaStreamTrack): void {
    track.onended = () => {
      // Only the device itself ends a track that way: it was unplugged, or the permission was withdrawn.
      const label = track.label;
      void switchMicrophone(null).then((ok) => {
        if (ok) update({ fellBack: label });
      });
    };
  }

  /** Asks for the microphone once, however many want it. */
  function warmUp(): Promise<MediaStreamTrack> {
    if (microphone === null) {
      microphoneInUse = devices.get().choice.microphoneId;
      microphone = captureMicrophone(microphoneInUse);
      microphone.then(
        (track) => {
          watchEnd(track);
          update({ microphoneFailure: null });
          void devices.refresh();
        },
        () => {
          microphone = null;
        },
      );
    }
    return microphone;
  }

  function letGoOfDevices(): void {
    void microphone?.then(
      (track) => {
        track.onended = null;
        track.stop();
      },
      () => undefined,
    );
    microphone = null;
    camera?.stop();
    camera = null;
  }

  async function switchMicrophone(deviceId: string | null): Promise<boolean> {
    try {
      const old = await microphone?.catch(() => null);
      const track = await captureMicrophone(deviceId);
      track.enabled = !store.get().muted;
      watchEnd(track);
      microphone = Promise.resolve(track);
      microphoneInUse = deviceId;
      await leg?.replaceAudio(track);
      if (old) {
        old.onended = null;
        old.stop();
      }
      update({ microphoneFailure: null, fellBack: null });
      return true;
    } catch (error) {
      update({ microphoneFailure: error instanceof CaptureError ? error.failure : 'failed' });
      return false;
    }
  }

  async function openCamera(): Promise<MediaStreamTrack | null> {
    if (camera !== null && camera.readyState === 'live') return camera;
    try {
      cameraInUse = devices.get().choice.cameraId;
      const track = await captureCamera(cameraInUse);
      track.onended = () => void setCamera(false);
      camera = track;
      update({ cameraFailure: null, cameraOn: true, selfView: new MediaStream([track]) });
      return track;
    } catch (error) {
      update({ cameraFailure: error instanceof CaptureError ? error.failure : 'failed', cameraOn: false, selfView: null });
      return null;
    }
  }

  async function setCamera(on: boolean): Promise<void> {
    const { legId } = store.get();
    tabMemory.set(cameraMark, on ? null : legId);
    if (on) {
      const track = await openCamera();
      if (track !== null) await leg?.replaceVideo(track);
      return;
    }
    await leg?.replaceVideo(null);
    if (camera !== null) camera.onended = null;
    camera?.stop();
    camera = null;
    update({ cameraOn: false, selfView: null });
  }

  /**
   * The window that had the call is away. A reload brings it back within seconds; if it does not come, and somebody looks at this one,
   * the call goes on here before its grace time is over.
   */
  function watchOrphan(legId: string | null): void {
    if (orphan?.legId === legId) return;
    clearTimeout(orphan?.timer);
    orphan =
      legId === null
        ? null
        : {
            legId,
            timer: setTimeout(() => {
              if (document.visibilityState !== 'visible') return;
              tabMemory.set(ownMark, legId);
              look();
            }, orphanMs),
          };
  }

  function closeLeg(): void {
    clearTimeout(retry);
    leg?.close();
    leg = null;
  }

  function end(): void {
    closeLeg();
    letGoOfDevices();
    const { microphoneFailure } = store.get();
    store.set({ ...silent, microphoneFailure });
  }

  /** Offers the leg of a part; keeps trying while the server expects it. */
  async function open(legId: string, channel: Channel, iceServers: IceServer[]): Promise<void> {
    if (offering) return;
    offering = true;
    lastOfferAt = Date.now();
    closeLeg();
    const muted = tabMemory.get(muteMark) === legId;
    update({ legId, phase: 'offering', muted, elsewhere: null });
    try {
      const track = await warmUp();
      track.enabled = !muted;
      const wantsCamera = channel === 'video' && tabMemory.get(cameraMark) !== legId;
      const video = channel === 'video' ? (wantsCamera ? await openCamera() : null) : undefined;
      // Taken over or ended while the devices started: nobody else lets go of what just came.
      if (own() !== legId) return end();
      const opening: MediaLeg = new MediaLeg({
        audio: track,
        ...(video === undefined ? {} : { video }),
        iceServers,
        offer: (sdp) => options.offer(legId, sdp),
        onPhase: (phase) => {
          if (leg !== opening || phase === 'closed') return;
          update({ phase });
          if (phase === 'failed') look();
        },
        onRemote: (remote) => {
          if (leg === opening) update({ remote, remoteTracks: remote.getTracks().length });
        },
      });
      leg = opening;
      await opening.start();
    } catch (error) {
      leg = null;
      update({ phase: 'failed' });
      if (error instanceof CaptureError) {
        // Nobody should wait for a microphone that does not come: the offer goes on to the next agent at once.
        update({ microphoneFailure: error.failure });
        tabMemory.set(ownMark, null);
        await options.fail(legId, error.failure).catch(() => undefined);
      } else if (failureCode(error) === 'media.badOffer' || failureCode(error) === 'media.noCodec') {
        tabMemory.set(ownMark, null);
        await options.fail(legId, failureCode(error)).catch(() => undefined);
      } else {
        clearTimeout(retry);
        retry = setTimeout(look, 800);
      }
    } finally {
      offering = false;
    }
  }

  /** Compares what the server expects with what this tab has, and repairs the difference. Idempotent. */
  function look(): void {
    const state = options.desk();
    if (!state.known) return;
    const live = mediaLeg(state);
    if (live === null) {
      firstLook = false;
      watchOrphan(null);
      if (claiming) return;
      if (own() !== null) tabMemory.set(ownMark, null);
      if (store.get().legId !== null || microphone !== null) end();
      else if (store.get().elsewhere !== null) update({ elsewhere: null });
      return;
    }
    claiming = false;
    const { leg: wanted, channel } = live;
    const legId = wanted.id;
    if (claimingNext && own() === null) tabMemory.set(ownMark, legId);
    claimingNext = false;
    const unowned = wanted.state === 'lost' || wanted.state === 'pending';
    if (own() !== legId && firstLook && unowned) tabMemory.set(ownMark, legId);
    firstLook = false;
    if (own() !== legId) {
      if (leg !== null) end();
      if (store.get().elsewhere !== legId) update({ elsewhere: legId });
      watchOrphan(wanted.state === 'lost' ? legId : null);
      return;
    }
    watchOrphan(null);
    if (!options.online()) return;
    const broken = leg === null || store.get().legId !== legId || leg.phase === 'failed' || leg.phase === 'closed';
    if (!broken && wanted.state === 'lost') {
      // The server hears nothing although this side looks well. An offer that was made just now gets its chance first.
      const waitMs = lastOfferAt + 3_000 - Date.now();
      if (waitMs > 0) {
        clearTimeout(retry);
        retry = setTimeout(look, waitMs + 50);
        return;
      }
    } else if (!broken) return;
    void open(legId, channel, state.iceServers);
  }

  devices.subscribe(() => {
    const { choice } = devices.get();
    if (microphone !== null && choice.microphoneId !== microphoneInUse) {
      microphoneInUse = choice.microphoneId;
      void switchMicrophone(choice.microphoneId);
    }
    if (camera !== null && choice.cameraId !== cameraInUse) {
      const old = camera;
      camera = null;
      old.onended = null;
      void openCamera().then(async (track) => {
        if (track !== null) await leg?.replaceVideo(track);
        old.stop();
      });
    }
  });

  // After F5 the microphone is asked for while the page still connects: two-way sound is back sooner.
  if (own() !== null) void warmUp().catch(() => undefined);

  return {
    store,
    look,
    /** This tab answers or calls: it owns the media of that leg from now on (null: of the next). Captures while the server commits. */
    claim(legId: string | null): void {
      claiming = true;
      claimingNext = legId === null;
      tabMemory.set(ownMark, legId);
      void warmUp().catch(() => undefined);
    },
    /** The answer was refused: nothing to own. */
    unclaim(): void {
      claiming = false;
      claimingNext = false;
      tabMemory.set(ownMark, null);
      end();
    },
    /** "Take it here". */
    take(legId: string): void {
      tabMemory.set(ownMark, legId);
      look();
    },
    takenOver(legId: string): void {
      // Taken over or ended while the devices started: nobody else lets go of what just came.
      if (own() !== legId) return end();
      tabMemory.set(ownMark, null);
      end();
      update({ elsewhere: legId });
    },
    reoffer(legId: string): void {
      if (own() !== legId || offering) return;
      closeLeg();
      look();
    },
    setMuted(muted: boolean): void {
      const { legId } = store.get();
      tabMemory.set(muteMark, muted ? legId : null);
      void microphone?.then(
        (track) => {
          track.enabled = !muted;
        },
        () => undefined,
      );
      update({ muted });
    },
    setCamera,
    totals: () => leg?.totals() ?? Promise.resolve(null),
    dismissFailure(): void {
      update({ microphoneFailure: null, fellBack: null });
    },
    end,
  };
}

export type CallMedia = ReturnType<typeof createCallMedia>;
