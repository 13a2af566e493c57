import { randomInt } from 'node:crypto';
import { nowMs as clockMs, unixMs } from './clock.ts';
import { DtmfSender } from './dtmf-sender.ts';
import type { LegMeter } from './leg-meter.ts';
import { MissingPackets } from './missing-packets.ts';
import { PacketCache } from './packet-cache.ts';
import {
  buildNack,
  buildPli,
  buildReceiverReport,
  buildRemb,
  buildSenderReport,
  buildSourceDescription,
  fromNtp,
  ntpMiddle,
  toNtp,
  type ReportBlock,
  type SenderInfo,
} from './rtcp.ts';
import type { MediaKind, RtpHeader } from './rtp.ts';
import { RtpReceiver } from './rtp-receiver.ts';
import { RtpRewriter } from './rtp-rewriter.ts';
import type { OfferedStream } from './sdp-offer.ts';
import { TelephoneEventReceiver } from './telephone-event.ts';
import { startsVp8KeyFrame } from './vp8.ts';

const clockRates = { opus: 48_000, pcmu: 8_000, pcma: 8_000, vp8: 90_000 } as const;

/** Where the clock of a source stands: maps this process's time to the source's RTP timestamps. */
export interface SourceClock {
  ssrc: number;
  timestampAt(unixNowMs: number): number;
}

export interface LegStreamOptions {
  offered: OfferedStream;
  ssrc: number;
  cname: string;
  meter: LegMeter;
  /** What the browser may send at most, in bits per second; null for audio. */
  maxBps: number | null;
  send: (packet: Buffer) => boolean;
  /** The source's video can't be shown before its next key frame. */
  onKeyFrameMissing: () => void;
  /** The browser pressed a key. */
  onDigit: (digit: string) => void;
}

/** Shared by the streams of one browser: the least distance between its clock and ours that any sender report showed. */
export interface PeerClock {
  offsetMs: number | null;
}

/** One direction pair (browser → server, server → browser) of one kind on one transport. */
export class LegStream {
  readonly kind: MediaKind;
  readonly offered: OfferedStream;
  readonly ssrc: number;
  readonly clockRate: number;
  readonly #options: LegStreamOptions;
  readonly #receiver: RtpReceiver;
  readonly #rewriter: RtpRewriter;
  readonly #cache: PacketCache | null;
  readonly #missing: MissingPackets | null;
  readonly #events: TelephoneEventReceiver | null;
  readonly #dtmf: DtmfSender | null;
  readonly #canSend: boolean;
  #packets = 0;
  #octets = 0;
  #rttMs = 50;
  #reportedOut: { highest: number; lost: number } | null = null;
  #keyFrameAskedAtMs = -Infinity;
  #senderReport: { ssrc: number; rtpTimestamp: number; ntpMs: number } | null = null;

  constructor(options: LegStreamOptions) {
    const { offered } = options;
    this.#options = options;
    this.offered = offered;
    this.kind = offered.kind;
    this.ssrc = options.ssrc;
    this.clockRate = clockRates[offered.codec];
    this.#canSend = offered.direction === 'sendrecv' || offered.direction === 'recvonly';
    this.#receiver = new RtpReceiver(this.clockRate);
    this.#rewriter = new RtpRewriter({
      ssrc: options.ssrc,
      payloadType: offered.payloadType,
      clockRate: this.clockRate,
      marksSwitch: this.kind === 'audio',
      stepTicks: this.kind === 'audio' ? this.clockRate / 50 : this.clockRate / 30,
      // Random beginnings (RFC 3550 section 5.1); away from the wrap, where some receivers are weak in the first packets.
      sequence: randomInt(0x8000),
      timestamp: randomInt(0x80000000),
    });
    this.#cache = this.kind === 'video' ? new PacketCache() : null;
    this.#missing = this.kind === 'video' ? new MissingPackets() : null;
    const { telephoneEvent } = offered;
    this.#events = telephoneEvent === null ? null : new TelephoneEventReceiver();
    this.#dtmf =
      telephoneEvent === null || !this.#canSend
        ? null
        : new DtmfSender({
            clockRate: this.clockRate,
            send: (payload, how) => this.#send(this.#rewriter.insert(payload, { payloadType: telephoneEvent, ...how }, clockMs())),
          });
  }

  get jitterMs(): number {
    return this.#receiver.jitterMs;
  }

  /** Takes a packet of the browser: media of the negotiated codec, a telephone event, or nothing that was agreed on. */
  receive(header: RtpHeader, packet: Buffer, nowMs: number): 'media' | 'event' | 'unknown' {
    if (this.#events !== null && header.payloadType === this.offered.telephoneEvent) {
      this.#receiver.onPacket(header, nowMs, false);
      this.#options.meter.received(this.kind, packet.length);
      const digit = this.#events.onPacket(header, packet);
      if (digit !== null) this.#options.onDigit(digit);
      return 'event';
    }
    if (header.payloadType !== this.offered.payloadType) return 'unknown';
    this.#receiver.onPacket(header, nowMs);
    this.#options.meter.received(this.kind, packet.length);
    if (this.#missing !== null) {
      if (this.#missing.onPacket(header.ssrc, header.sequence, nowMs)) this.requestKeyFrame(nowMs);
      this.askMissing(nowMs);
    }
    return 'media';
  }

  /** Asks the browser for packets that are missing and due. */
  askMissing(nowMs: number): void {
    const due = this.#missing?.due(nowMs, this.#rttMs) ?? [];
    if (due.length > 0 && this.#receiver.ssrc !== null) this.#options.send(buildNack(this.ssrc, this.#receiver.ssrc, due));
  }

  /** Sends a packet of whatever source is wired, as the continuation of this stream. */
  forward(header: RtpHeader, packet: Buffer, nowMs: number): void {
    if (!this.#canSend) return;
    // Another picture can't be built on the former source's: until the new one's key frame the browser keeps the last picture.
    if (this.kind === 'video' && this.#rewriter.isSwitch(header) && !startsVp8KeyFrame(packet, header.payloadOffset)) {
      this.#options.onKeyFrameMissing();
      return;
    }
    if (this.#dtmf?.isSounding === true) {
      this.skip(header);
      return;
    }
    const out = this.#rewriter.rewrite(header, packet, nowMs);
    if (out !== null && this.#send(out)) this.#cache?.put(out.readUInt16BE(2), out);
  }

  /** The source has a packet here that is not to be sent. */
  skip(header: RtpHeader): void {
    this.#rewriter.skip(header);
  }

  /** Telephone events were negotiated. */
  get takesDigits(): boolean {
    return this.#dtmf !== null;
  }

  /** Queues digits to be sent as telephone events in the place of audio. */
  sendDigits(digits: string, toneMs: number, gapMs: number): void {
    this.#dtmf?.queue(digits, toneMs, gapMs);
  }

  /** The transport is gone. */
  stop(): void {
    this.#dtmf?.stop();
  }

  switchSource(): void {
    this.#rewriter.switchSource();
  }

  #send(packet: Buffer): boolean {
    if (!this.#options.send(packet)) return false;
    this.#packets++;
    this.#octets += packet.length - 12;
    this.#options.meter.sent(this.kind, packet.length);
    return true;
  }

  /** The browser misses these packets of ours. */
  resend(sequences: number[], nowMs: number): void {
    for (const sequence of sequences) {
      const packet = this.#cache?.take(sequence, nowMs, Math.max(10, this.#rttMs * 0.8)) ?? null;
      if (packet !== null) this.#options.send(packet);
    }
  }

  /** Asks the browser for a key frame; at most every 250 ms, the time one needs to arrive. */
  requestKeyFrame(nowMs: number): void {
    const media = this.#receiver.ssrc ?? this.offered.ssrc;
    if (this.kind !== 'video' || media === null || nowMs - this.#keyFrameAskedAtMs < 250) return;
    this.#keyFrameAskedAtMs = nowMs;
    this.#options.send(buildPli(this.ssrc, media));
  }

  onSenderReport(ssrc: number, sender: SenderInfo, peer: PeerClock, nowMs: number): void {
    this.#receiver.onSenderReport(ssrc, sender.ntpSeconds, sender.ntpFraction, nowMs);
    const ntpMs = fromNtp(sender.ntpSeconds, sender.ntpFraction);
    const offsetMs = unixMs(nowMs) - ntpMs;
    peer.offsetMs = peer.offsetMs === null ? offsetMs : Math.min(peer.offsetMs, offsetMs);
    this.#senderReport = { ssrc, rtpTimestamp: sender.rtpTimestamp, ntpMs };
  }

  /** The browser's word on what we sent it. */
  onReportBlock(block: ReportBlock, nowMs: number): void {
    if (block.ssrc !== this.ssrc) return;
    const { ntpSeconds, ntpFraction } = toNtp(unixMs(nowMs));
    if (block.lastSr !== 0) {
      const rttMs = ((ntpMiddle(ntpSeconds, ntpFraction) - block.lastSr - block.delaySinceLastSr) | 0) / 65.536;
      // Rounding makes tiny ones negative; more than a minute is a mistake of the peer.
      if (rttMs > -5 && rttMs < 60_000) {
        this.#rttMs = Math.max(0, rttMs);
        this.#options.meter.roundTrip(this.#rttMs);
      }
    }
    const before = this.#reportedOut;
    this.#reportedOut = { highest: block.highestSequence, lost: block.cumulativeLost };
    if (before === null) return;
    const expected = (block.highestSequence - before.highest) | 0;
    if (expected > 0 && expected < 0x10000) this.#options.meter.reported(this.kind, expected, block.cumulativeLost - before.lost);
  }

  /** Maps our time to the RTP timestamps of this browser's stream; null before its first sender report. */
  sourceClock(peer: PeerClock): SourceClock | null {
    const report = this.#senderReport;
    const offsetMs = peer.offsetMs;
    if (report === null || offsetMs === null) return null;
    return {
      ssrc: report.ssrc,
      timestampAt: (unixNowMs) => (report.rtpTimestamp + Math.round(((unixNowMs - offsetMs - report.ntpMs) * this.clockRate) / 1000)) >>> 0,
    };
  }

  /**
   * The once-a-second compound RTCP packet: SR (or RR while nothing was sent), SDES and, for video, REMB.
   * With the source's own clock in the SR, the browser plays audio and video of a forwarded talk in step.
   */
  report(source: SourceClock | null, nowMs: number): void {
    const reception = this.#receiver.report(nowMs);
    const blocks = reception === null ? [] : [reception.block];
    if (reception !== null) this.#options.meter.reception(this.kind, reception.interval.expected, reception.interval.lost);
    const unixNowMs = unixMs(nowMs);
    const translated = source === null ? null : this.#rewriter.translate(source.ssrc, source.timestampAt(unixNowMs));
    const rtpTimestamp = translated ?? this.#rewriter.timestampAt(nowMs);
    const parts = [
      rtpTimestamp === null || this.#packets === 0
        ? buildReceiverReport(this.ssrc, blocks)
        : buildSenderReport(this.ssrc, { ...toNtp(unixNowMs), rtpTimestamp, packets: this.#packets, octets: this.#octets }, blocks),
      buildSourceDescription(this.ssrc, this.#options.cname),
    ];
    const media = this.#receiver.ssrc ?? this.offered.ssrc;
    if (this.#options.maxBps !== null && media !== null) parts.push(buildRemb(this.ssrc, this.#options.maxBps, [media]));
    this.#options.send(Buffer.concat(parts));
  }
}
