import { CentralinoError, type AudioCodec, type LegStats, type LineTrouble, type MediaEvent } from '@centralino/protocol';
import { nowMs } from './clock.ts';
import { LegMeter } from './leg-meter.ts';
import { LegStream, type PeerClock } from './leg-stream.ts';
import { parseRtcp } from './rtcp.ts';
import { isRtcp, parseRtp, type MediaKind, type RtpHeader } from './rtp.ts';
import type { Offer } from './sdp-offer.ts';
import { SilenceDetector } from './silence-detector.ts';
import { payloadOf } from './voice.ts';
import { WebRtcTransport } from './webrtc-transport.ts';

/** Whatever takes the packets of a leg: another leg, or an echo line. */
export interface PacketSink {
  forward(kind: MediaKind, header: RtpHeader, packet: Buffer, nowMs: number): void;
  /** The audio stream has a packet here that carries no audio and is not forwarded (a telephone event). */
  skip?(header: RtpHeader, nowMs: number): void;
}

/** Whatever a leg is wired to. */
export interface Feed {
  /** The browser of this leg needs a key frame. */
  requestKeyFrame(): void;
  /** The leg whose packets come, if it is one: its clock goes into our sender reports. */
  readonly source: WebRtcLeg | null;
  stop(): void;
}

export interface LegOptions {
  legId: string;
  udpPort: number;
  bindAddress: string;
  publicAddress: string | null;
  emit(event: MediaEvent): void;
  /** A transport is up: wiring that depends on the leg's codec and key frames is due. */
  onUp(leg: WebRtcLeg): void;
}

interface Attachment {
  transport: WebRtcTransport;
  streams: Map<MediaKind, LegStream>;
  peer: PeerClock;
}

/** Audio that stops for so long is told at once: a listener notices a gap of this length. */
const silentAfterMs = 700;
const noMediaAfterMs = 3_000;
/** Zeros for so long are no pause in a talk: the microphone is switched off somewhere. */
const nothingHeardAfterMs = 15_000;
/** Loss above which speech suffers although Opus conceals, and a round trip above which people talk into each other (ITU-T G.114). */
const troubleLoss = 0.05;
const troubleRttMs = 400;

/**
 * One party's media end. It outlives its transports: when the browser offers again (page refresh, other network), a new transport takes
 * over as soon as it is up, while wiring and statistics stay.
 */
export class WebRtcLeg implements PacketSink {
  readonly id: string;
  readonly meter = new LegMeter();
  readonly #silence = new SilenceDetector();
  /** Who hears and sees this leg. */
  readonly sinks = new Set<PacketSink>();
  feed: Feed | null = null;
  /** While a tone of this node is heard in the place of what is wired: the SSRC of the tone. */
  onlyAudioOf: number | null = null;
  readonly #options: LegOptions;
  #active: Attachment | null = null;
  #pending: Attachment | null = null;
  #upSinceMs = 0;
  /** Stays over a new transport: who was told of the silence is told of the sound. */
  #silenceTold = false;

  constructor(options: LegOptions) {
    this.#options = options;
    this.id = options.legId;
  }

  /** The audio codec of this leg: what the browser and this node agreed on last. */
  get audioCodec(): AudioCodec | null {
    const offered = (this.#active ?? this.#pending)?.transport.offer.audio;
    return offered === undefined ? null : (offered.codec as AudioCodec);
  }

  /** Whether a picture may come from this leg. */
  get sendsVideo(): boolean {
    const direction = this.#active?.transport.offer.video?.direction;
    return direction === 'sendrecv' || direction === 'sendonly';
  }

  /** Never was up, and nothing is on its way. */
  get isIdle(): boolean {
    return this.#pending === null && this.#active === null && this.#upSinceMs === 0;
  }

  /** Opens a transport for the offer and answers it. The one in use goes on until the new one is up. */
  async attach(offer: Offer, maxVideoBps: number): Promise<string> {
    const attachment: Attachment = {
      transport: new WebRtcTransport({
        legId: this.id,
        offer,
        udpPort: this.#options.udpPort,
        bindAddress: this.#options.bindAddress,
        publicAddress: this.#options.publicAddress,
        onPacket: (kind, packet) => this.#onPacket(attachment, kind, packet),
        onConnected: () => this.#onConnected(attachment),
        onClosed: (cause) => this.#onClosed(attachment, cause),
      }),
      streams: new Map(),
      peer: { offsetMs: null },
    };
    const { transport } = attachment;
    for (const offered of [offer.audio, offer.video]) {
      if (offered === null) continue;
      const { ssrc, cname } = transport.local[offered.kind];
      const maxBps = offered.kind === 'video' ? maxVideoBps : null;
      const send = (packet: Buffer): boolean => transport.send(offered.kind, packet);
      const onKeyFrameMissing = (): void => this.feed?.requestKeyFrame();
      const onDigit = (digit: string): void => this.#options.emit({ type: 'leg.dtmf', legId: this.id, digit });
      const { meter } = this;
      attachment.streams.set(offered.kind, new LegStream({ offered, ssrc, cname, meter, maxBps, send, onKeyFrameMissing, onDigit }));
    }
    this.#pending?.transport.close();
    this.#pending = attachment;
    try {
      return await transport.answer();
    } catch (error) {
      if (this.#pending === attachment) this.#pending = null;
      throw error;
    }
  }

  forward(kind: MediaKind, header: RtpHeader, packet: Buffer, atMs: number): void {
    if (kind === 'audio' && this.onlyAudioOf !== null && this.onlyAudioOf !== header.ssrc) return;
    this.#active?.streams.get(kind)?.forward(header, packet, atMs);
  }

  skip(header: RtpHeader): void {
    this.#active?.streams.get('audio')?.skip(header);
  }

  /** Another source follows: of everything, or of one kind. */
  switchSource(kind?: MediaKind): void {
    for (const stream of this.#active?.streams.values() ?? []) if (kind === undefined || stream.kind === kind) stream.switchSource();
  }

  /** Queues digits to this browser. Throws `media.noDtmf` when it takes none, `media.unavailable` while it is away. */
  sendDigits(digits: string, toneMs: number, gapMs: number): void {
    const audio = (this.#active ?? this.#pending)?.streams.get('audio');
    if (audio?.takesDigits === false) throw new CentralinoError('media.noDtmf');
    if (audio === undefined || this.#active?.transport.isConnected !== true)
      throw new CentralinoError('media.unavailable', 'the leg is not connected at the moment');
    audio.sendDigits(digits, toneMs, gapMs);
  }

  /** Asks this leg's browser for a key frame. */
  requestKeyFrame(): void {
    this.#active?.streams.get('video')?.requestKeyFrame(nowMs());
  }

  /** Every 100 ms: notices silence. Once a second (`isReportTurn`): reports to the browser and tells the quality. */
  tick(isReportTurn: boolean): void {
    const active = this.#active;
    if (active === null || !active.transport.isConnected) return;
    const atMs = nowMs();
    active.streams.get('video')?.askMissing(atMs);
    const last = this.meter.lastAudioAtMs;
    if (last !== null && !this.#silenceTold && atMs - last >= silentAfterMs) {
      this.#silenceTold = true;
      this.#options.emit({ type: 'leg.silent', legId: this.id, silentMs: atMs - last });
    }
    if (!isReportTurn) return;
    this.#report(active, atMs);
    const stats = this.meter.latest(atMs, active.transport.path());
    this.#options.emit({ type: 'leg.quality', legId: this.id, stats, trouble: this.#trouble(stats, atMs) });
  }

  stats(): LegStats {
    return this.meter.latest(nowMs(), this.#active?.transport.path() ?? null);
  }

  /** Closes everything and answers the statistics of the leg's whole life. */
  close(): LegStats {
    const atMs = nowMs();
    const active = this.#active;
    if (active !== null) this.#report(active, atMs);
    const stats = this.meter.life(atMs, active?.transport.path() ?? null);
    this.feed?.stop();
    this.feed = null;
    if (active !== null) closeAttachment(active);
    this.#pending?.transport.close();
    this.#active = this.#pending = null;
    return stats;
  }

  #report(active: Attachment, atMs: number): void {
    const sourceLeg = this.feed?.source ?? null;
    const sourceAttachment = sourceLeg === null ? null : sourceLeg.#active;
    for (const [kind, stream] of active.streams) {
      const source = sourceAttachment?.streams.get(kind)?.sourceClock(sourceAttachment.peer) ?? null;
      stream.report(source, atMs);
    }
    this.meter.sample(atMs, active.streams.get('audio')?.jitterMs ?? 0);
  }

  #trouble(stats: LegStats, atMs: number): LineTrouble {
    const direction = this.#active?.transport.offer.audio.direction;
    const expectsAudio = direction === 'sendrecv' || direction === 'sendonly';
    if (expectsAudio && atMs - (this.meter.lastAudioAtMs ?? this.#upSinceMs) >= noMediaAfterMs) return 'noMedia';
    if (expectsAudio && this.#silence.silentForMs(atMs) >= nothingHeardAfterMs) return 'silence';
    if (stats.lossIn > troubleLoss || stats.lossOut > troubleLoss) return 'loss';
    return (stats.rttMs ?? 0) > troubleRttMs ? 'delay' : 'none';
  }

  #onPacket(from: Attachment, kind: MediaKind, packet: Buffer): void {
    if (from !== this.#active) return;
    const atMs = nowMs();
    if (isRtcp(packet)) {
      this.#onRtcp(from, packet, atMs);
      return;
    }
    const header = parseRtp(packet);
    if (header === null) return;
    const what = from.streams.get(kind)?.receive(header, packet, atMs) ?? 'unknown';
    if (what === 'unknown') return;
    if (kind === 'audio') {
      this.meter.lastAudioAtMs = atMs;
      if (what === 'media') this.#silence.packet(from.transport.offer.audio.codec as AudioCodec, payloadOf(header, packet), atMs);
      if (this.#silenceTold) {
        this.#silenceTold = false;
        this.#options.emit({ type: 'leg.sound', legId: this.id });
      }
    }
    for (const sink of this.sinks) {
      if (what === 'media') sink.forward(kind, header, packet, atMs);
      else sink.skip?.(header, atMs);
    }
  }

  #onRtcp(from: Attachment, packet: Buffer, atMs: number): void {
    const streams = [...from.streams.values()];
    for (const part of parseRtcp(packet)) {
      if (part.type === 'sr') {
        const stream = streams.find((candidate) => candidate.offered.ssrc === part.ssrc);
        stream?.onSenderReport(part.ssrc, part.sender, from.peer, atMs);
      }
      if (part.type === 'sr' || part.type === 'rr')
        for (const block of part.blocks) for (const stream of streams) stream.onReportBlock(block, atMs);
      else if (part.type === 'nack') streams.find((stream) => stream.ssrc === part.mediaSsrc)?.resend(part.sequences, atMs);
      else if (part.type === 'pli' || part.type === 'fir') this.feed?.requestKeyFrame();
    }
  }

  #onConnected(which: Attachment): void {
    if (which !== this.#pending) return;
    const former = this.#active;
    this.#active = which;
    this.#pending = null;
    this.#upSinceMs = nowMs();
    this.meter.restart(this.#upSinceMs);
    this.#silence.restart();
    if (former !== null) closeAttachment(former);
    // The first report at once: it carries the bit rate that the browser may send.
    this.#report(which, this.#upSinceMs);
    this.#options.emit({ type: 'leg.state', legId: this.id, state: 'connected', cause: former === null ? 'new' : 'reattached' });
    this.#options.onUp(this);
  }

  #onClosed(which: Attachment, cause: string): void {
    if (which === this.#pending) this.#pending = null;
    else if (which === this.#active) {
      this.#active = null;
      closeAttachment(which);
    } else return;
    // While another transport is in use or on its way, the leg is not lost.
    if (this.#active === null && this.#pending === null) this.#options.emit({ type: 'leg.state', legId: this.id, state: 'closed', cause });
  }
}

function closeAttachment(attachment: Attachment): void {
  for (const stream of attachment.streams.values()) stream.stop();
  attachment.transport.close();
}
