import type { Connection } from '../connection/connection.ts';
import { retryDelayMs } from '../connection/backoff.ts';
import { wireErrorOf } from '../connection/wire-error.ts';
import type { LocalMedia } from '../devices/local-media.ts';
import { chooseOutput } from '../devices/sounds.ts';
import type { IceServer } from '../types.ts';
import { Peer } from './peer.ts';
import type { LineState } from './state.ts';

export interface LineOptions {
  connection: Connection;
  local: LocalMedia;
  iceServers: () => IceServer[];
  onState: (state: LineState) => void;
  /** The browser refuses to play without a click. */
  onSoundBlocked: (blocked: boolean) => void;
}

/** Media questions of the browser may take long (Firefox asks again after a refresh): the line comes up with silence first. */
const deviceWaitMs = 1_500;
/** Refusals after which offering again makes no sense until the server says something new. */
const pointless = new Set(['leg.unknown', 'leg.notAllowed', 'interaction.unknown', 'interaction.state', 'media.badOffer', 'media.noCodec']);

/** Keeps the customer's leg alive: offers it, and offers it again whenever its media is gone. */
export class Line {
  /** Plays the agent, or the music. */
  readonly player = new Audio();
  #options: LineOptions;
  #want: { legId: string; video: boolean } | null = null;
  #peer: Peer | null = null;
  #alive = false;
  #offering = false;
  #again = false;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
    this.player.autoplay = true;
  }

  get remoteVideo(): MediaStream | null {
    return this.#peer?.remote.video ?? null;
  }

  /** The media of this leg is here and flows, as far as the browser knows. */
  holds(legId: string): boolean {
    return this.#want?.legId === legId && this.#peer !== null && this.#alive;
  }

  /** Offers the leg now (again, if need be). Without a connection: as soon as there is one and `hold` is called again. */
  hold(legId: string, video: boolean): void {
    this.#want = { legId, video };
    if (this.#offering) {
      this.#again = true;
      return;
    }
    void this.#offer();
  }

  /** Lets go of the media; the leg itself is the server's business. */
  letGo(): void {
    clearTimeout(this.#retryTimer);
    this.#want = null;
    this.#again = false;
    this.#alive = false;
    this.#peer?.close();
    this.#peer = null;
    this.player.srcObject = null;
    this.#options.onSoundBlocked(false);
  }

  /** Devices or mute changed. */
  async followTracks(): Promise<void> {
    const { local } = this.#options;
    await this.#peer?.replaceTracks(local.audioTrack, local.videoTrack).catch(() => undefined);
    if (local.state.chosen.speakers !== '' || this.player.sinkId !== '') await chooseOutput(this.player, local.state.chosen.speakers);
  }

  play(): void {
    this.player.play().then(
      () => this.#options.onSoundBlocked(false),
      (cause: unknown) => this.#options.onSoundBlocked((cause as { name?: string }).name === 'NotAllowedError'),
    );
  }

  async #offer(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const want = this.#want;
    const { connection, local } = this.#options;
    if (want === null || connection.state !== 'open') return;
    this.#offering = true;
    this.#again = false;
    this.#options.onState(this.#peer === null ? 'connecting' : 'lost');
    await Promise.race([local.acquire({ camera: want.video }), new Promise((resolve) => setTimeout(resolve, deviceWaitMs))]);
    const former = this.#peer;
    const peer: Peer = new Peer({
      iceServers: this.#options.iceServers(),
      video: want.video,
      audioTrack: local.audioTrack,
      videoTrack: local.videoTrack,
      exchange: async (sdp) => (await connection.request('leg.offer', { legId: want.legId, sdp })).sdp,
      onState: (state) => {
        if (this.#peer !== peer) return;
        this.#alive = state === 'connected';
        if (state === 'connected') this.#failures = 0;
        if (state === 'broken') this.#retry();
        else if (state !== 'connecting') this.#options.onState(state === 'connected' ? 'connected' : 'lost');
      },
    });
    try {
      this.#peer = peer;
      this.#alive = false;
      await peer.start();
      former?.close();
      if (this.#peer === peer) {
        this.player.srcObject = peer.remote.audio;
        void this.followTracks();
        this.play();
      }
    } catch (cause) {
      peer.close();
      former?.close();
      if (this.#peer === peer) this.#peer = null;
      if (this.#want !== null && !pointless.has(wireErrorOf(cause).code)) this.#retry();
    } finally {
      this.#offering = false;
    }
    if (this.#again && this.#want !== null) void this.#offer();
  }

  #retry(): void {
    this.#alive = false;
    this.#options.onState('lost');
    clearTimeout(this.#retryTimer);
    // The first repair is immediate; only a line that keeps failing waits.
    const delayMs = this.#failures === 0 ? 0 : retryDelayMs(this.#failures, Math.random());
    this.#failures++;
    this.#retryTimer = setTimeout(() => {
      if (this.#want !== null && !this.#offering) void this.#offer();
    }, delayMs);
  }
}
