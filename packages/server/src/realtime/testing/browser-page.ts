/**
 * A page that speaks the protocol and nothing else, for tests with real browsers: `start(hello)` connects, a mark in sessionStorage
 * makes it take up its leg again after a reload, as the real apps do. What it saw stays in `seen`.
 */
export const browserPage = `<!doctype html><meta charset="utf-8"><title>test page</title><audio autoplay></audio>
<script>
const seen = { frames: [], snapshot: null, interaction: null, offers: 0 };
let socket, pc, lastId = 0;
const answers = new Map();
const request = (type, data = {}) => new Promise((resolve, reject) => {
  const id = 'r' + ++lastId;
  answers.set(id, { resolve, reject });
  socket.send(JSON.stringify({ v: 1, id, type, data }));
});
async function start(hello) {
  sessionStorage.setItem('hello', JSON.stringify(hello));
  socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    seen.frames.push(frame);
    const waiting = answers.get(frame.id);
    answers.delete(frame.id);
    if (frame.type === 'reply') waiting.resolve(frame.data);
    else if (frame.type === 'error') waiting?.reject(new Error(JSON.stringify(frame.data)));
    else if (frame.type === 'ping') request('pong');
    else if (frame.type === 'snapshot') { seen.snapshot = frame.data; seen.interaction = frame.data.interactions[0] ?? null; }
    else if (frame.data.interaction) seen.interaction = frame.data.interaction;
    if (frame.type === 'leg.reoffer' && sessionStorage.getItem('leg') === frame.data.legId) offer(frame.data.legId);
  };
  await new Promise((resolve) => (socket.onopen = resolve));
  const reply = await request('hello', { ...hello, ...(hello.app === 'widget' ? { token: sessionStorage.getItem('token') } : {}) });
  if (reply.interaction) seen.interaction = reply.interaction;
  const mark = sessionStorage.getItem('leg');
  if (mark) await offer(mark);
  return reply;
}
async function offer(legId) {
  seen.offers++;
  pc?.close();
  const own = (pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  own.ontrack = ({ track }) => {
    if (track.kind !== 'audio') return;
    document.querySelector('audio').srcObject = new MediaStream([track]);
  };
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
  for (const track of media.getTracks()) own.addTransceiver(track, { direction: 'sendrecv' });
  await own.setLocalDescription();
  const { sdp } = await request('leg.offer', { legId, sdp: own.localDescription.sdp });
  sessionStorage.setItem('leg', legId);
  await own.setRemoteDescription({ type: 'answer', sdp });
}
async function call() {
  const { token, interaction } = await request('call.create', { channel: 'video', language: 'en', answers: [], consent: false });
  sessionStorage.setItem('token', token);
  seen.interaction = interaction;
  await offer(interaction.id + '.c');
  return interaction.id;
}
async function media() {
  const found = { state: pc?.connectionState ?? 'none', packets: 0, energy: 0, frames: 0, sent: 0, lost: 0 };
  (await pc?.getStats())?.forEach((r) => {
    if (r.type === 'inbound-rtp' && r.kind === 'audio') Object.assign(found, { packets: r.packetsReceived, energy: r.totalAudioEnergy ?? 0, lost: r.packetsLost });
    if (r.type === 'inbound-rtp' && r.kind === 'video') found.frames = r.framesDecoded ?? 0;
    if (r.type === 'outbound-rtp' && r.kind === 'audio') found.sent = r.packetsSent;
  });
  return found;
}
/** Resolves as soon as the condition, a function text of what was seen and of the media, holds. */
async function until(condition) {
  const holds = new Function('seen', 'media', 'return (' + condition + ')');
  for (;;) {
    const now = await media();
    if (holds(seen, now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const again = sessionStorage.getItem('hello');
if (again) start(JSON.parse(again));
</script>`;
