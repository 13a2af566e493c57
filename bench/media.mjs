// Load on one media node: how many legs a core carries, and how late packets come out.
//
//   npx tsc -b packages/media && node bench/media.mjs [--audio 50,100,200] [--video 10,30] [--mix 3,15,30] [--seconds 8] [--port 11100]
//
// One media-node process is pinned to core 0 where `taskset` exists. All browsers are native clients in ONE other process on core 1, so
// that both ends of a packet's way share a clock: the sending time travels in the payload. Legs are wired in pairs, as calls are.
// Audio leg = 50 packets/s of 80 bytes each way; video leg = 30 frames/s of 5 packets of 1200 bytes each way (1.44 Mbit/s), no audio.
// Mix leg = an audio leg in a conference of three, sending real Opus: decoded once, encoded once for its own ears. What comes out is a new
// packet, so there is no latency to tell: packets per leg and second stand in its place (50 = all of them in time).
// CPU is that of the media node's whole process (receive, decrypt, rewrite, encrypt, send, RTCP), in percent of one core.
import { execFileSync, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createMediaPlane } from '../packages/media/dist/index.js';

const { values } = parseArgs({
  options: {
    audio: { type: 'string', default: '50,100,200' },
    video: { type: 'string', default: '10,30' },
    mix: { type: 'string', default: '3,15,30' },
    seconds: { type: 'string', default: '8' },
    port: { type: 'string', default: '11100' },
  },
});
const seconds = Number(values.seconds);
const udpPort = Number(values.port);

const print = (fields, message) => console.error(message, fields);
const logger = { debug: () => {}, info: () => {}, warn: print, error: print };

function pin(pid, core) {
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    console.error('taskset is not there: processes are not pinned to a core');
  }
}

/** Seconds of CPU that a process has used (Linux). */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(kind, legs) {
  const plane = await createMediaPlane({ nodes: 1, udpPort, bindAddress: '127.0.0.1', publicAddress: null, logger });
  const [{ pid }] = await plane.info();
  pin(pid, 0);
  const load = fork(new URL('./media-load.mjs', import.meta.url), [], { execArgv: [] });
  pin(load.pid, 1 % cpus().length);
  load.on('message', async (message) => {
    if (message.kind !== 'offer') return;
    const { legId, offer } = message;
    try {
      const request = { legId, offer, audio: ['opus'], video: true, maxVideoBps: 3_000_000 };
      load.send({ kind: 'answer', legId, ...(await plane.request('createWebRtcLeg', request)) });
    } catch (error) {
      load.send({ kind: 'answer', legId, error: String(error) });
    }
  });
  const next = (wanted) =>
    new Promise((resolve) => {
      const listen = (message) => {
        if (message.kind !== wanted) return;
        load.off('message', listen);
        resolve(message);
      };
      load.on('message', listen);
    });
  const connected = next('connected');
  const measuring = next('measuring');
  const measured = next('result');
  load.send({ kind: 'connect', media: kind, legs });
  const askedAt = Date.now();
  const { retries } = await connected;
  console.error(`  connected in ${((Date.now() - askedAt) / 1_000).toFixed(1)} s, ${retries} retries`);
  if (kind === 'mix') {
    for (let i = 0; i < legs; i++) {
      const first = i - (i % 3);
      const party = [first, first + 1, first + 2].filter((other) => other !== i && other < legs);
      await plane.request('wire', { sink: `leg-${i}`, source: { mix: party.map((other) => `leg-${other}`) } });
    }
  }
  for (let i = 0; kind !== 'mix' && i < legs; i += 2) {
    await plane.request('wire', { sink: `leg-${i}`, source: { leg: `leg-${i + 1}` } });
    await plane.request('wire', { sink: `leg-${i + 1}`, source: { leg: `leg-${i}` } });
  }
  // Two seconds to get warm, then the measured time.
  load.send({ kind: 'run', warmUpMs: 2_000, forMs: seconds * 1_000 });
  await measuring;
  const [cpuBefore, loadBefore, startedAt] = [cpuSeconds(pid), cpuSeconds(load.pid), Date.now()];
  const result = await measured;
  const elapsed = (Date.now() - startedAt) / 1_000;
  const [cpu, loadCpu] = [(cpuSeconds(pid) - cpuBefore) / elapsed, (cpuSeconds(load.pid) - loadBefore) / elapsed];
  const [{ rssBytes }] = await plane.info();
  load.kill();
  await plane.close();
  return { ...result, kind, legs, cpu, loadCpu, rssBytes, retries };
}

const rows = [];
for (const kind of ['audio', 'video', 'mix']) {
  for (const legs of values[kind]
    .split(',')
    .map(Number)
    .filter((count) => count >= (kind === 'mix' ? 3 : 2))) {
    console.error(`${kind}: ${legs} legs …`);
    rows.push(await measure(kind, legs));
  }
}

console.log(`\n${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${seconds} s each\n`);
console.log('| media | legs | node CPU % | % per leg | p50 ms | p99 ms | max ms | > 40 ms | lost | RSS MB | load CPU % |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
for (const row of rows) {
  if (row.kind === 'mix') continue;
  const percent = (share, digits = 2) => `${(share * 100).toFixed(digits)} %`;
  const cells = [
    row.kind,
    row.legs,
    (row.cpu * 100).toFixed(1),
    ((row.cpu * 100) / row.legs).toFixed(2),
    row.p50.toFixed(1),
    row.p99.toFixed(1),
    row.max.toFixed(0),
    percent(row.late / row.received),
    percent(Math.max(0, row.sent - row.received) / row.sent),
    (row.rssBytes / 2 ** 20).toFixed(0),
    (row.loadCpu * 100).toFixed(0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const mixed = rows.filter((row) => row.kind === 'mix');
if (mixed.length > 0) {
  console.log('\n| legs in conferences of three | node CPU % | % per leg | packets out per leg and second | RSS MB | load CPU % |');
  console.log('|---|---|---|---|---|---|');
}
for (const row of mixed) {
  const cells = [
    row.legs,
    (row.cpu * 100).toFixed(1),
    ((row.cpu * 100) / row.legs).toFixed(2),
    // What is under way at the end still counts: 300 ms more.
    (row.received / row.legs / (seconds + 0.3)).toFixed(1),
    (row.rssBytes / 2 ** 20).toFixed(0),
    (row.loadCpu * 100).toFixed(0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
process.exit(0);
