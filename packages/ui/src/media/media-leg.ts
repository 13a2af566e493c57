import type { IceServer } from '@centralino/protocol';

export type LegPhase = 'idle' | 'offering' | 'connecting' | 'connected' | 'interrupted' | 'failed' | 'closed';

export interface MediaLegOptions {
  audio: MediaStreamTrack;
  /** `undefined`: no video in this leg. `null`: video is negotiated, the camera is off (it can come later without a new offer). */
  video?: MediaStreamTrack | null;
  iceServers: IceServer[];
  /** Sends the offer, resolves with the server's answer. */
  offer: (sdp: string) => Promise<string>;
  onPhase?: (phase: LegPhase) => void;
  /** The remote stream: the same object for the life of the leg, tracks are added as they come. */
  onRemote?: (stream: MediaStream) => void;
  /** How long ICE may be interrupted before the leg counts as failed; default 2,500. */
  interruptedMs?: number;
}

export interface LegTotals {
  packetsReceived: number;
  packetsSent: number;
  audioEnergyReceived: number;
  framesDecoded: number;
}

/**
 * One WebRTC leg to the server. The browser offers at once, with the candidates it has (the server learns the others as peer-reflexive,
 * RFC 8445 section 7.3.1.3); nothing is ever re-negotiated: devices change by `replaceTrack`, a dead leg is replaced by a new one.
 */
export class MediaLeg {
  readonly remote = new MediaStream();
  readonly #connection: RTCPeerConnection;
  readonly #options: MediaLegOptions;
  readonly #audioSender: RTCRtpSender;
  readonly #videoSender: RTCRtpSender | null;
  #phase: LegPhase = 'idle';
  #interruptedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MediaLegOptions) {
    this.#options = options;
    // exactOptionalPropertyTypes: members without a value must be left out.
    const iceServers = options.iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    }));
    this.#connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.#audioSender = this.#connection.addTransceiver(options.audio, { direction: 'sendrecv' }).sender;
    this.#videoSender =
      options.video === undefined ? null : this.#connection.addTransceiver(options.video ?? 'video', { direction: 'sendrecv' }).sender;
    this.#connection.ontrack = ({ track }) => {
      this.remote.addTrack(track);
      options.onRemote?.(this.remote);
    };
    this.#connection.onconnectionstatechange = () => this.#follow();
  }

  get phase(): LegPhase {
    return this.#phase;
  }

  get hasVideo(): boolean {
    return this.#videoSender !== null;
  }

  /** Offers and applies the answer. Rejects when the server refuses; the leg is then closed. */
  async start(): Promise<void> {
    this.#set('offering');
    try {
      const offer = await this.#connection.createOffer();
      await this.#connection.setLocalDescription(offer);
      const answer = await this.#options.offer(this.#connection.localDescription?.sdp ?? offer.sdp ?? '');
      if (this.#phase === 'closed') return;
      await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
      if (this.#phase === 'offering') this.#set('connecting');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Another microphone in mid-call: no new offer, nobody hears a gap longer than the switch. */
  async replaceAudio(track: MediaStreamTrack): Promise<void> {
    await this.#audioSender.replaceTrack(track);
  }

  /** Another camera, or none. False when this leg has no video. */
  async replaceVideo(track: MediaStreamTrack | null): Promise<boolean> {
    if (this.#videoSender === null) return false;
    await this.#videoSender.replaceTrack(track);
    return true;
  }

  /** Totals of this leg since its offer. */
  async totals(): Promise<LegTotals> {
    const totals: LegTotals = { packetsReceived: 0, packetsSent: 0, audioEnergyReceived: 0, framesDecoded: 0 };
    const report = await this.#connection.getStats();
    report.forEach((entry: Record<string, unknown>) => {
      const number = (key: string): number => (typeof entry[key] === 'number' ? entry[key] : 0);
      if (entry['type'] === 'inbound-rtp') {
        if (entry['kind'] === 'audio') {
          totals.packetsReceived += number('packetsReceived');
          totals.audioEnergyReceived += number('totalAudioEnergy');
        } else totals.framesDecoded += number('framesDecoded');
      } else if (entry['type'] === 'outbound-rtp' && entry['kind'] === 'audio') totals.packetsSent += number('packetsSent');
    });
    return totals;
  }

  close(): void {
    if (this.#phase === 'closed') return;
    clearTimeout(this.#interruptedTimer);
    this.#connection.ontrack = this.#connection.onconnectionstatechange = null;
    this.#connection.close();
    this.#set('closed');
  }

  #follow(): void {
    clearTimeout(this.#interruptedTimer);
    switch (this.#connection.connectionState) {
      case 'connected':
        return this.#set('connected');
      case 'failed':
        return this.#set('failed');
      case 'disconnected':
        this.#set('interrupted');
        // Chromium needs up to 30 s to call it failed: too long for somebody who is talking.
        this.#interruptedTimer = setTimeout(() => this.#set('failed'), this.#options.interruptedMs ?? 2_500);
        return;
      default:
        return;
    }
  }

  #set(phase: LegPhase): void {
    if (this.#phase === phase || this.#phase === 'closed') return;
    this.#phase = phase;
    this.#options.onPhase?.(phase);
  }
}
