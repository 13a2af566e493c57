import { type MediaKind, type RtpHeader } from '../src/node/rtp.ts';
import type { AudioCodec } from '@centralino/protocol';
import type { Feed, PacketSink, WebRtcLeg } from '../src/node/webrtc-leg.ts';
/** Samples of a tone at 48 kHz, from a moment counted in frames of 20 ms. */
export declare const toneFrame: (hz: number, frame: number, amplitude?: number) => Int16Array;
/** Amplitude of one frequency in a signal, in dB of full scale. */
export declare function levelOf(samples: Int16Array, hz: number, sampleRate?: number): number;
export declare function joined(frames: readonly Int16Array[]): Int16Array;
export declare function rtpPacket(fields: {
    sequence: number;
    timestamp: number;
    ssrc: number;
    payload: Uint8Array;
    payloadType?: number;
}): Buffer;
/** A leg without a browser, that says a tone in Opus and keeps what it is told to send. */
export declare class ToneLeg {
    #private;
    readonly id: string;
    audioCodec: AudioCodec | null;
    sendsVideo: boolean;
    readonly sinks: Set<PacketSink>;
    feed: Feed | null;
    readonly heard: {
        header: RtpHeader;
        payload: Buffer;
    }[];
    readonly seen: string[];
    keyFrames: number;
    videoSwitches: number;
    constructor(id: string, hz: number, amplitude?: number);
    get asLeg(): WebRtcLeg;
    /** Says the next 20 ms. */
    speak(): void;
    send(kind: MediaKind, packet: Buffer): void;
    forward(kind: MediaKind, header: RtpHeader, packet: Buffer): void;
    switchSource(kind?: MediaKind): void;
    requestKeyFrame(): void;
}
