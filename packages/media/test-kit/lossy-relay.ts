import { createSocket, type Socket } from 'node:dgram';

/** A UDP relay in front of a media node, as a NAT with a bad line: drops chosen RTP packets in either direction. */
export class LossyRelay {
  readonly #front = createSocket('udp4');
  readonly #target: number;
  readonly #clients = new Map<string, Socket>();
  /** Says whether this RTP (not RTCP, STUN or DTLS) packet gets lost. */
  drop: (packet: Buffer, towards: 'server' | 'browser') => boolean = () => false;

  constructor(target: number) {
    this.#target = target;
  }

  /** Answers the port to send to. */
  async listen(): Promise<number> {
    this.#front.on('message', (packet, from) => {
      const key = `${from.address}:${from.port}`;
      let back = this.#clients.get(key);
      if (back === undefined) {
        back = createSocket('udp4');
        this.#clients.set(key, back);
        back.on('message', (reply) => this.#lost(reply, 'browser') || this.#front.send(reply, from.port, from.address));
      }
      if (!this.#lost(packet, 'server')) back.send(packet, this.#target, '127.0.0.1');
    });
    await new Promise<void>((resolve) => this.#front.bind(0, '127.0.0.1', resolve));
    return this.#front.address().port;
  }

  close(): void {
    this.#front.close();
    for (const client of this.#clients.values()) client.close();
  }

  #lost(packet: Buffer, towards: 'server' | 'browser'): boolean {
    const isRtp = packet.length > 12 && packet[0]! >> 6 === 2 && !(packet[1]! >= 192 && packet[1]! <= 223);
    return isRtp && this.drop(packet, towards);
  }
}
