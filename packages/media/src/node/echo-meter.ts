import type { AudioCodec, EchoHeard } from '@centralino/protocol';
import type { MediaKind, RtpHeader } from './rtp.ts';
import { speechDecoder, type SpeechDecoder } from './speech-codec.ts';
import { payloadOf } from './voice.ts';

/** What a device test brings to the server: packets alone do not tell a muted microphone from a speaking one, so its audio is decoded. */
export class EchoMeter {
  readonly #codec: AudioCodec;
  #decoder: SpeechDecoder | null = null;
  #peak = 0;
  #frames = 0;

  constructor(codec: AudioCodec) {
    this.#codec = codec;
  }

  get heard(): EchoHeard {
    return { audioPeak: this.#peak, videoFrames: this.#frames };
  }

  take(kind: MediaKind, header: RtpHeader, packet: Buffer): void {
    if (kind === 'video') {
      // The last packet of a picture is marked (RFC 7741 section 4.1).
      if (header.marker) this.#frames++;
      return;
    }
    this.#decoder ??= speechDecoder(this.#codec);
    for (const sample of this.#decoder.decode(payloadOf(header, packet))) this.#peak = Math.max(this.#peak, Math.abs(sample) / 0x8000);
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = null;
  }
}
