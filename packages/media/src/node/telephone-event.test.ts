import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rtpPacket } from '../../test-kit/tones.ts';
import { LegMeter } from './leg-meter.ts';
import { LegStream } from './leg-stream.ts';
import { parseRtp } from './rtp.ts';
import { buildTelephoneEvent, TelephoneEventReceiver } from './telephone-event.ts';

describe('telephone events', () => {
  it('have the bytes of RFC 4733 section 2.3', () => {
    expect(buildTelephoneEvent({ digit: '5', isEnd: false, durationTicks: 960 }).toString('hex')).toBe('050a03c0');
    expect(buildTelephoneEvent({ digit: '#', isEnd: true, durationTicks: 4_800 }).toString('hex')).toBe('0b8a12c0');
    expect(buildTelephoneEvent({ digit: 'D', isEnd: true, durationTicks: 70_000 }).toString('hex')).toBe('0f8affff');
  });

  it('are one digit per press, whatever packets of it arrive', () => {
    const receiver = new TelephoneEventReceiver();
    let sequence = 0;
    const give = (hex: string, timestamp: number, marker = false): string | null => {
      const packet = rtpPacket({
        sequence: sequence++,
        timestamp,
        ssrc: 7,
        payload: Buffer.from(hex, 'hex'),
        payloadType: marker ? 0xee : 110,
      });
      return receiver.onPacket(parseRtp(packet)!, packet);
    };
    expect([give('010a03c0', 1_000, true), give('010a0780', 1_000), give('018a0b40', 1_000), give('018a0b40', 1_000)]).toEqual([
      '1',
      null,
      null,
      null,
    ]);
    // The same key again; only its end arrives.
    expect([give('018a0b40', 9_000), give('018a0b40', 9_000)]).toEqual(['1', null]);
    // An overtaken packet of the press before.
    expect(give('018a0b40', 1_000)).toBeNull();
    // A long press in two segments.
    expect([give('020affff', 20_000, true), give('020a03c0', 20_000 + 0xffff), give('028a0780', 20_000 + 0xffff)]).toEqual([
      '2',
      null,
      null,
    ]);
    // No digit (a flash hook), and a torn packet.
    expect([give('108a0b40', 200_000), give('01', 300_000)]).toEqual([null, null]);
  });
});

describe('a leg’s stream', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const streamOf = (telephoneEvent: number | null): { stream: LegStream; sent: Buffer[] } => {
    const sent: Buffer[] = [];
    const stream = new LegStream({
      offered: { kind: 'audio', mid: '0', payloadType: 111, codec: 'opus', direction: 'sendrecv', ssrc: 1, telephoneEvent },
      ssrc: 77,
      cname: 'c',
      meter: new LegMeter(),
      maxBps: null,
      send: (packet) => sent.push(packet) > 0,
      onKeyFrameMissing: () => undefined,
      onDigit: () => undefined,
    });
    return { stream, sent };
  };

  it('sends a digit in the place of its audio: numbers without a gap, marker at the beginning, three ends', () => {
    const { stream, sent } = streamOf(110);
    let sequence = 500;
    const speak = (frames: number): void => {
      for (let i = 0; i < frames; i++) {
        const packet = rtpPacket({ sequence, timestamp: sequence++ * 960, ssrc: 9, payload: Buffer.from('voice') });
        stream.forward(parseRtp(packet)!, packet, performance.now());
        vi.advanceTimersByTime(20);
      }
    };
    speak(5);
    stream.sendDigits('7', 100, 60);
    speak(20);
    const headers = sent.map((packet) => parseRtp(packet)!);
    headers.slice(1).forEach((header, i) => expect(header.sequence).toBe((headers[i]!.sequence + 1) & 0xffff));
    expect(new Set(headers.map((header) => header.ssrc))).toEqual(new Set([77]));
    const events = sent.filter((packet) => (packet[1]! & 0x7f) === 110);
    expect(events.map((packet) => packet.subarray(12).toString('hex'))).toEqual([
      '070a03c0',
      '070a0780',
      '070a0b40',
      '070a0f00',
      '078a12c0',
      '078a12c0',
      '078a12c0',
    ]);
    expect(events.map((packet) => packet[1]! >> 7)).toEqual([1, 0, 0, 0, 0, 0, 0]);
    expect(new Set(events.map((packet) => packet.readUInt32BE(4))).size).toBe(1);
    // The event has the timestamp of the audio that it replaces, and audio goes on in its own time.
    const voice = sent.filter((packet) => (packet[1]! & 0x7f) === 111).map((packet) => packet.readUInt32BE(4));
    expect(events[0]!.readUInt32BE(4) - voice[4]!).toBe(960);
    expect(voice).toHaveLength(5 + 20 - 6);
    expect(voice[5]! - voice[4]!).toBe(960 * 7);
  });

  it('tells a tone that is longer than the field in segments', () => {
    const { stream, sent } = streamOf(110);
    stream.sendDigits('1', 2_000, 60);
    vi.advanceTimersByTime(3_000);
    const stamps = [...new Set(sent.map((packet) => packet.readUInt32BE(4)))];
    expect(stamps).toHaveLength(2);
    const last = sent.at(-1)!;
    expect(last.readUInt16BE(14)).toBe(2_000 * 48 - 0xffff);
    expect(sent.filter((packet) => (packet[13]! & 0x80) !== 0)).toHaveLength(3);
    const receiver = new TelephoneEventReceiver();
    expect(sent.map((packet) => receiver.onPacket(parseRtp(packet)!, packet)).filter((digit) => digit !== null)).toEqual(['1']);
  });

  it('takes no digits where they were not negotiated', () => {
    expect(streamOf(null).stream.takesDigits).toBe(false);
    expect(streamOf(110).stream.takesDigits).toBe(true);
  });
});
