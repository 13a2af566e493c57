// The browsers of bench/media.mjs: native WebRTC clients in a process of their own (one engine per process).
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import ndc from 'node-datachannel';

ndc.initLogger('Fatal', () => {});

const shapes = {
  audio: { payloadType: 111, everyMs: 20, packets: 1, bytes: 80, step: 960 },
  mix: { payloadType: 111, everyMs: 20, packets: 1, step: 960 },
  video: { payloadType: 96, everyMs: 1_000 / 30, packets: 5, bytes: 1_200, step: 3_000 },
};

/** A second of something like speech, as Opus: mixing must have something to decode. */
let speech = [];
async function makeSpeech() {
  const { OpusEncoder } = await import('../packages/media/dist/node/opus-codec.js');
  const encoder = new OpusEncoder();
  const frame = (index) =>
    Int16Array.from({ length: 960 }, (_, i) => {
      const at = (index * 960 + i) / 48_000;
      const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * at));
      let sample = 300 * (Math.random() - 0.5);
      for (let harmonic = 1; harmonic < 12; harmonic++) sample += (3_000 / harmonic) * Math.sin(2 * Math.PI * 140 * harmonic * at);
      return sample * syllable + 100 * (Math.random() - 0.5);
    });
  speech = Array.from({ length: 50 }, (_, index) => encoder.encode(frame(index)));
}

const clients = [];
const answers = new Map();
let media = 'audio';
let counting = false;
let sent = 0;
let latencies = [];

async function open(index) {
  const legId = `leg-${index}`;
  // The node forwards audio always; a video leg has an audio section that stays quiet.
  const connection = new ndc.PeerConnection(legId, { iceServers: [], bindAddress: '127.0.0.1', disableAutoNegotiation: true });
  const ssrc = 1_000 + index * 2;
  const tracks = {};
  const audio = new ndc.Audio('0', 'SendRecv');
  audio.addOpusCodec(111);
  audio.addSSRC(ssrc, `c${index}`, 's', 'a');
  tracks.audio = connection.addTrack(audio);
  if (media === 'video') {
    const video = new ndc.Video('1', 'SendRecv');
    video.addVP8Codec(96);
    video.addSSRC(ssrc + 1, `c${index}`, 's', 'v');
    tracks.video = connection.addTrack(video);
  }
  const gathered = new Promise((resolve) => connection.onGatheringStateChange((state) => state === 'complete' && resolve()));
  const up = new Promise((resolve) =>
    connection.onStateChange((state) => ['connected', 'failed', 'closed'].includes(state) && resolve(state === 'connected')),
  );
  connection.setLocalDescription('offer');
  await gathered;
  const answered = new Promise((resolve) => answers.set(legId, resolve));
  process.send({ kind: 'offer', legId, offer: connection.localDescription().sdp });
  const { answer, error } = await answered;
  if (error !== undefined) throw new Error(error);
  const late = new Promise((resolve) => setTimeout(() => resolve(false), 5_000));
  connection.setRemoteDescription(answer, 'answer');
  if (!(await Promise.race([up, late]))) {
    connection.close();
    return null;
  }
  const track = tracks[media] ?? tracks.audio;
  track.onMessage((packet) => {
    if (packet[1] >= 192 && packet[1] <= 223) return;
    if (counting) latencies.push(media === 'mix' ? 0 : performance.now() - packet.readDoubleBE(14));
  });
  return { connection, tracks, track, ssrc: media === 'video' ? ssrc + 1 : ssrc, sequence: 1, timestamp: 1, nextAtMs: 0 };
}

async function connect(legs) {
  if (media === 'mix') await makeSpeech();
  let retries = 0;
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < legs; index = next++) {
      let client = await open(index);
      // The engine as offerer sometimes fails when the first check arrives before the answer: a browser does not.
      for (; client === null; client = await open(index)) retries++;
      clients.push(client);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  process.send({ kind: 'connected', retries });
}

function send(client, shape) {
  for (let i = 0; i < shape.packets; i++) {
    const said = media === 'mix' ? speech[client.sequence % speech.length] : null;
    const packet = Buffer.alloc(12 + (said?.length ?? shape.bytes));
    packet[0] = 0x80;
    packet[1] = shape.payloadType | (i === shape.packets - 1 && media === 'video' ? 0x80 : 0);
    packet.writeUInt16BE(client.sequence++ & 0xffff, 2);
    packet.writeUInt32BE(client.timestamp >>> 0, 4);
    packet.writeUInt32BE(client.ssrc, 8);
    // A VP8 payload descriptor: each frame is a key frame, so that every switch is followed at once. Opus does not mind.
    if (said === null) {
      packet[12] = i === 0 ? 0x10 : 0x00;
      packet.writeDoubleBE(performance.now(), 14);
    } else packet.set(said, 12);
    client.track.sendMessageBinary(packet);
    if (counting) sent++;
  }
  client.timestamp += shape.step;
}

function run({ warmUpMs, forMs }) {
  const shape = shapes[media];
  const startAtMs = performance.now();
  // Senders are spread over the interval, as independent browsers are.
  clients.forEach((client, index) => (client.nextAtMs = startAtMs + (index * shape.everyMs) / clients.length));
  const loop = () => {
    const nowMs = performance.now();
    if (!counting && nowMs > startAtMs + warmUpMs) {
      counting = true;
      process.send({ kind: 'measuring' });
    }
    if (nowMs > startAtMs + warmUpMs + forMs) {
      // What is under way still counts as received.
      const total = sent;
      setTimeout(() => report(total), 300);
      return;
    }
    for (const client of clients) {
      for (; client.nextAtMs <= nowMs; client.nextAtMs += shape.everyMs) send(client, shape);
    }
    setTimeout(loop, 1);
  };
  loop();
}

function report(total) {
  counting = false;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  const late = latencies.filter((ms) => ms > 40).length;
  process.send({ kind: 'result', sent: total, received: latencies.length, p50: at(0.5), p99: at(0.99), max: at(1), late });
}

process.on('message', (message) => {
  if (message.kind === 'answer') answers.get(message.legId)?.(message);
  else if (message.kind === 'connect') {
    media = message.media;
    void connect(message.legs);
  } else if (message.kind === 'run') run(message);
});
process.on('disconnect', () => process.exit(0));
