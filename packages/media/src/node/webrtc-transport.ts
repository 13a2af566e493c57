import { randomInt } from 'node:crypto';
import ndc, { type PeerConnection, type Track } from 'node-datachannel';
import { CentralinoError, type LegStats } from '@centralino/protocol';
import { noteClosedTransport } from './native-garbage.ts';
import type { MediaKind } from './rtp.ts';
import {
  answerDirection,
  nativeMid,
  nativeOffer,
  opusFormat,
  publicCandidates,
  readNativeAnswer,
  writeAnswer,
  type LocalStream,
} from './sdp-answer.ts';
import type { Offer, OfferedStream } from './sdp-offer.ts';

export interface TransportOptions {
  legId: string;
  offer: Offer;
  udpPort: number;
  bindAddress: string;
  publicAddress: string | null;
  onPacket(kind: MediaKind, packet: Buffer): void;
  onConnected(): void;
  /** Once, unless `close` was called. */
  onClosed(cause: string): void;
}

const gatherTimeoutMs = 5_000;
/** A browser that does not get through in this time won't. */
const connectTimeoutMs = 20_000;
const nativeDirections = { sendrecv: 'SendRecv', sendonly: 'SendOnly', recvonly: 'RecvOnly', inactive: 'Inactive' } as const;

/** One ICE + DTLS-SRTP transport to one browser, on the shared UDP port. A leg gets a new one whenever its browser offers again. */
export class WebRtcTransport {
  readonly offer: Offer;
  readonly local: Record<MediaKind, LocalStream>;
  readonly #options: TransportOptions;
  // The library closes a track whose JavaScript object is collected, so all are kept here. And it keeps our callbacks, which lead to this
  // object: after the end it must not lead back to the connection, or neither would ever be collected.
  #connection: PeerConnection | null;
  #tracks: Partial<Record<MediaKind, Track>> = {};
  #connected = false;
  #closed = false;
  #connectTimer: NodeJS.Timeout | null = null;

  constructor(options: TransportOptions) {
    const { legId, offer } = options;
    this.#options = options;
    this.offer = offer;
    const cname = `c${randomInt(2 ** 40).toString(36)}`;
    const audioSsrc = randomInt(1, 0xfffffffe);
    this.local = {
      audio: { ssrc: audioSsrc, cname, streamId: legId },
      video: { ssrc: audioSsrc + 1, cname, streamId: legId },
    };
    this.#connection = new ndc.PeerConnection(legId, {
      iceServers: [],
      // Without this option the library listens on all addresses.
      ...(options.bindAddress === '0.0.0.0' || options.bindAddress === '::' ? {} : { bindAddress: options.bindAddress }),
      disableAutoNegotiation: true,
      forceMediaTransport: true,
      enableIceUdpMux: true,
      portRangeBegin: options.udpPort,
      portRangeEnd: options.udpPort,
    });
  }

  get isConnected(): boolean {
    return this.#connected && !this.#closed;
  }

  /** Hands the offer to the library and answers the answer for the browser. Throws `media.badOffer`, or `media.unavailable` when the port is not to be had. */
  async answer(): Promise<string> {
    const connection = this.#connection!;
    const gathered = new Promise<void>((resolve) => connection.onGatheringStateChange((state) => state === 'complete' && resolve()));
    connection.onStateChange((state) => this.#onState(state));
    try {
      // Tracks come before the offer: the library matches them to its sections by media id.
      for (const stream of [this.offer.audio, this.offer.video]) if (stream !== null) this.#addTrack(stream);
      connection.setRemoteDescription(nativeOffer(this.offer), 'offer');
      connection.setLocalDescription('answer');
    } catch (cause) {
      this.close();
      throw new CentralinoError('media.badOffer', 'the media engine refused it', { cause });
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([gathered, new Promise<void>((resolve) => (timer = setTimeout(resolve, gatherTimeoutMs)))]);
    clearTimeout(timer);
    if (this.#closed) throw new CentralinoError('media.unavailable', 'the leg was closed or offered again meanwhile');
    const description = connection.localDescription();
    const local = description === null ? null : readNativeAnswer(description.sdp);
    if (local === null || local.candidates.length === 0) {
      this.close();
      throw new CentralinoError(
        'media.unavailable',
        `no UDP candidate on port ${this.#options.udpPort}: is the port in use by another program?`,
      );
    }
    this.#connectTimer = setTimeout(() => this.#fail('connectTimeout'), connectTimeoutMs);
    const candidates = publicCandidates(local.candidates, this.#options.publicAddress);
    return writeAnswer(this.offer, { ...local, candidates }, this.local, randomInt(1, 2 ** 47));
  }

  /** Sends RTP or RTCP; false when it can't be sent (not connected, or the socket is full). */
  send(kind: MediaKind, packet: Buffer): boolean {
    const track = this.#tracks[kind];
    if (track === undefined || !this.#connected || this.#closed) return false;
    try {
      return track.sendMessageBinary(packet);
    } catch {
      // The connection is just closing: its state change follows.
      return false;
    }
  }

  /** How the packets travel. A browser's relay is known only when its offer named the relay's candidate. */
  path(): LegStats['path'] {
    if (!this.isConnected) return null;
    try {
      const remote = this.#connection?.getSelectedCandidatePair()?.remote;
      if (remote === undefined) return null;
      const relayed = this.offer.candidates.some((c) => c.type === 'relay' && c.address === remote.address && c.port === remote.port);
      if (relayed || remote.type === 'relay') return 'relay';
      return remote.transportType.toLowerCase().startsWith('tcp') ? 'tcp' : 'udp';
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#connectTimer !== null) clearTimeout(this.#connectTimer);
    const connection = this.#connection;
    this.#connection = null;
    this.#tracks = {};
    // Not from inside one of the library's own callbacks.
    setImmediate(() => {
      try {
        connection?.close();
      } catch {
        // Closed already by itself.
      }
      noteClosedTransport();
    });
  }

  #addTrack(stream: OfferedStream): void {
    const { kind, payloadType, codec } = stream;
    const direction = nativeDirections[answerDirection(stream)];
    const { ssrc, cname, streamId } = this.local[kind];
    const media = kind === 'audio' ? new ndc.Audio(nativeMid.audio, direction) : new ndc.Video(nativeMid.video, direction);
    if ('addOpusCodec' in media) {
      if (codec === 'opus') media.addOpusCodec(payloadType, opusFormat);
      else media.addAudioCodec(payloadType, codec.toUpperCase());
    } else media.addVP8Codec(payloadType);
    media.addSSRC(ssrc, cname, streamId, kind);
    const track = this.#connection!.addTrack(media);
    track.onMessage((packet) => {
      if (!this.#closed) this.#options.onPacket(kind, packet);
    });
    this.#tracks[kind] = track;
  }

  #onState(state: string): void {
    if (this.#closed) return;
    if (state === 'connected') {
      if (this.#connectTimer !== null) clearTimeout(this.#connectTimer);
      if (this.#connected) return;
      this.#connected = true;
      this.#options.onConnected();
    } else if (state === 'failed' || state === 'closed') this.#fail(state);
  }

  #fail(cause: string): void {
    if (this.#closed) return;
    this.close();
    this.#options.onClosed(cause);
  }
}
