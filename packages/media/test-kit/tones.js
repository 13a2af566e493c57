import { parseRtp } from "../src/node/rtp.js";
import { OpusEncoder } from "../src/node/opus-codec.js";
/** Samples of a tone at 48 kHz, from a moment counted in frames of 20 ms. */
export const toneFrame = (hz, frame, amplitude = 0.3) => Int16Array.from({ length: 960 }, (_, i) => 32_767 * amplitude * Math.sin((2 * Math.PI * hz * (frame * 960 + i)) / 48_000));
/** Amplitude of one frequency in a signal, in dB of full scale. */
export function levelOf(samples, hz, sampleRate = 48_000) {
    let re = 0;
    let im = 0;
    samples.forEach((sample, i) => {
        const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length);
        re += weight * sample * Math.cos((2 * Math.PI * hz * i) / sampleRate);
        im += weight * sample * Math.sin((2 * Math.PI * hz * i) / sampleRate);
    });
    return 20 * Math.log10((4 * Math.hypot(re, im)) / samples.length / 32_768 + 1e-9);
}
export function joined(frames) {
    const out = new Int16Array(frames.reduce((sum, frame) => sum + frame.length, 0));
    let at = 0;
    for (const frame of frames) {
        out.set(frame, at);
        at += frame.length;
    }
    return out;
}
export function rtpPacket(fields) {
    const packet = Buffer.alloc(12 + fields.payload.length);
    packet[0] = 0x80;
    packet[1] = fields.payloadType ?? 111;
    packet.writeUInt16BE(fields.sequence & 0xffff, 2);
    packet.writeUInt32BE(fields.timestamp >>> 0, 4);
    packet.writeUInt32BE(fields.ssrc, 8);
    packet.set(fields.payload, 12);
    return packet;
}
/** A leg without a browser, that says a tone in Opus and keeps what it is told to send. */
export class ToneLeg {
    id;
    audioCodec = 'opus';
    sendsVideo = false;
    sinks = new Set();
    feed = null;
    heard = [];
    seen = [];
    keyFrames = 0;
    videoSwitches = 0;
    #hz;
    #amplitude;
    #encoder = new OpusEncoder();
    #ssrc;
    #frame = 0;
    constructor(id, hz, amplitude = 0.3) {
        this.id = id;
        this.#hz = hz;
        this.#amplitude = amplitude;
        this.#ssrc = 1_000 + hz;
    }
    get asLeg() {
        return this;
    }
    /** Says the next 20 ms. */
    speak() {
        const frame = this.#frame++;
        const payload = this.#encoder.encode(toneFrame(this.#hz, frame, this.#amplitude));
        this.send('audio', rtpPacket({ sequence: frame, timestamp: frame * 960, ssrc: this.#ssrc, payload }));
    }
    send(kind, packet) {
        for (const sink of this.sinks)
            sink.forward(kind, parseRtp(packet), packet, performance.now());
    }
    forward(kind, header, packet) {
        if (kind === 'video')
            this.seen.push(packet.subarray(header.payloadOffset).toString());
        else
            this.heard.push({ header: { ...header }, payload: packet });
    }
    switchSource(kind) {
        if (kind === 'video')
            this.videoSwitches++;
    }
    requestKeyFrame() {
        this.keyFrames++;
    }
}
//# sourceMappingURL=tones.js.map