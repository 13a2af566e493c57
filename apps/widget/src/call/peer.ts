import type { IceServer } from '../types.ts';

export interface PeerOptions {
  iceServers: IceServer[];
  video: boolean;
  audioTrack: MediaStreamTrack;
  videoTrack: MediaStreamTrack | null;
  /** Sends the offer, answers the server's SDP. */
  exchange: (sdp: string) => Promise<string>;
  onState: (state: PeerState) => void;
}

/** `broken`: give it up and offer again. */
export type PeerState = 'connecting' | 'connected' | 'interrupted' | 'broken';

/** A short dip of the network heals by itself; a longer one is repaired by a new offer. */
const patienceMs = 2_000;
/** ICE and DTLS take some hundred milliseconds on a bad line. */
const connectTimeoutMs = 8_000;
/** With relays configured the offer waits this long for their candidates: without them a strict firewall has no way through. */
const relayGatheringMs = 700;
const maxVideoBps = 1_200_000;

/** One RTCPeerConnection: the browser offers once, the server answers; never re-negotiated, only replaced by a new one. */
export class Peer {
  readonly remote: { audio: MediaStream; video: MediaStream } = { audio: new MediaStream(), video: new MediaStream() };
  readonly connection: RTCPeerConnection;
  #options: PeerOptions;
  #audio: RTCRtpTransceiver;
  #video: RTCRtpTransceiver | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.connection = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      iceServers: options.iceServers.map(({ urls, username, credential }) => ({
        urls,
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      })),
    });
    const streams = [new MediaStream()];
    this.#audio = this.connection.addTransceiver(options.audioTrack, { direction: 'sendrecv', streams });
    if (options.video) {
      this.#video = this.connection.addTransceiver(options.videoTrack ?? 'video', {
        direction: 'sendrecv',
        streams,
        sendEncodings: [{ maxBitrate: maxVideoBps }],
      });
    }
    this.connection.ontrack = ({ track }) => {
      const stream = track.kind === 'audio' ? this.remote.audio : this.remote.video;
      for (const old of stream.getTracks()) stream.removeTrack(old);
      stream.addTrack(track);
    };
    this.connection.onconnectionstatechange = () => this.#follow();
  }

  /** Offers and applies the answer. Rejects when the server refused; the line itself is told through `onState`. */
  async start(): Promise<void> {
    this.#options.onState('connecting');
    this.#break(connectTimeoutMs);
    await this.connection.setLocalDescription();
    if (hasRelay(this.#options.iceServers)) await this.#gathered(relayGatheringMs);
    const sdp = this.connection.localDescription?.sdp ?? '';
    const answer = await this.#options.exchange(sdp);
    if (this.#closed) return;
    await this.connection.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  /** The devices changed: what is sent follows, without the other side noticing. */
  async replaceTracks(audio: MediaStreamTrack, video: MediaStreamTrack | null): Promise<void> {
    if (this.#closed) return;
    if (this.#audio.sender.track !== audio) await this.#audio.sender.replaceTrack(audio);
    if (this.#video !== null && this.#video.sender.track !== video) await this.#video.sender.replaceTrack(video);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.connection.onconnectionstatechange = null;
    this.connection.ontrack = null;
    this.connection.close();
  }

  #follow(): void {
    if (this.#closed) return;
    switch (this.connection.connectionState) {
      case 'connected':
        clearTimeout(this.#timer);
        this.#options.onState('connected');
        break;
      case 'disconnected':
        this.#options.onState('interrupted');
        this.#break(patienceMs);
        break;
      case 'failed':
        this.#break(0);
        break;
      default:
        break;
    }
  }

  #break(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#closed) this.#options.onState('broken');
    }, afterMs);
  }

  #gathered(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        if (this.connection.iceGatheringState === 'complete') resolve();
      };
      this.connection.addEventListener('icegatheringstatechange', done);
      done();
      setTimeout(resolve, withinMs);
    });
  }
}

const hasRelay = (servers: IceServer[]): boolean => servers.some(({ urls }) => urls.some((url) => /^turns?:/i.test(url)));
