// Routing decisions at the size of architecture.md's budget: 15,000 agents, 5,000 services, 500,000 queued interactions.
// Run: npx tsc -b packages/core && node bench/routing.mjs [agents] [services] [queued]
import { cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createWorld, customerView, handle, nextDeadlineAt, queueOf, serviceStatus } from '../packages/core/dist/index.js';

const [agents = 15_000, services = 5_000, queued = 500_000] = process.argv.slice(2).map(Number);
const skillsetCount = 1_000;
let at = Date.UTC(2026, 0, 1);

// A small linear congruential generator: the same world on every run.
let seed = 42;
const random = (below) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const several = (count) => [...new Set(Array.from({ length: count }, () => `skill${random(skillsetCount)}`))];

const world = createWorld();
const started = performance.now();
const send = (command) => handle(world, { at, ...command });
for (let s = 0; s < services; s += 1) {
  const skillsets = several(1 + random(4));
  send({
    type: 'service.configure',
    service: {
      code: `service${s}`,
      name: `Service ${s}`,
      channels: ['webcall'],
      skillsets,
      ringMs: 20_000,
      connectMs: 10_000,
      graceMs: 20_000,
      wrapUpMs: 60_000,
      declineBackoffMs: 10_000,
    },
  });
}
for (let a = 0; a < agents; a += 1) {
  const skills = several(1 + random(8)).map((skillset) => ({ skillset, level: 5 }));
  send({ type: 'agent.configure', agent: { id: `agent${a}`, username: `agent${a}`, name: `Agent ${a}`, skills } });
  send({ type: 'agent.connect', agentId: `agent${a}` });
}
let calls = 0;
const call = () => {
  const interactionId = `call${calls}`;
  calls += 1;
  at += 1;
  const customer = { name: null, contactId: null, answers: [] };
  send({ type: 'interaction.create', interactionId, service: `service${random(services)}`, channel: 'webcall', language: 'it', customer });
  return { interactionId, legId: `${interactionId}.c` };
};
for (let i = 0; i < queued; i += 1) send({ type: 'leg.connected', ...call() });
console.log(
  `world: ${agents} agents, ${services} services, ${skillsetCount} skillsets, ${queued} queued, built in ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
console.log(`memory: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident`);

const samples = new Map();
const timed = (name, action) => {
  const from = performance.now();
  const result = action();
  const list = samples.get(name) ?? [];
  list.push(performance.now() - from);
  samples.set(name, list);
  return result;
};
const ready = (agentId) => send({ type: 'agent.setPresence', agentId, presence: { kind: 'ready' }, by: 'agent' });
const pause = (agentId) => send({ type: 'agent.setPresence', agentId, presence: { kind: 'paused', reason: 'break' }, by: 'agent' });
const offersOf = (events) =>
  events.filter(({ type }) => type === 'segment.offered').map(({ stream, data }) => ({ interactionId: stream.slice(12), ...data }));

// Everybody becomes ready: each gets the longest waiting of all services that they can serve.
const ringing = [];
for (let a = 0; a < agents; a += 1) {
  at += 1;
  ringing.push(...offersOf(timed('agent becomes ready → offered the longest waiting', () => ready(`agent${a}`))));
}
// A busy house: answer, talk, hang up, finish (the next is offered), decline, new calls, customers who give up.
const rounds = Math.min(20_000, ringing.length);
for (let round = 0; round < rounds; round += 1) {
  const { interactionId, segmentId, agentId } = ringing[round];
  const own = { interactionId, segmentId, agentId };
  at += 1;
  if (round % 5 === 0) {
    ringing.push(...offersOf(timed('decline → next agent, next customer', () => send({ type: 'segment.decline', ...own }))));
  } else {
    timed('accept', () => send({ type: 'segment.accept', ...own }));
    timed('agent leg connected → online', () => send({ type: 'leg.connected', interactionId, legId: `${segmentId}.a` }));
    timed('hang up', () => send({ type: 'segment.hangUp', ...own }));
    ringing.push(...offersOf(timed('finish → next customer offered', () => send({ type: 'segment.finish', ...own }))));
  }
  const arrival = call();
  timed('customer queued, everybody busy', () => send({ type: 'leg.connected', ...arrival }));
  const quitter = `call${random(queued)}`;
  // Position 1 may be a call that rings already: those are answered above.
  if ((customerView(world, quitter)?.position ?? 1) > 1)
    timed('customer in the middle of the queue leaves', () => send({ type: 'interaction.leave', interactionId: quitter }));
  timed('position of a waiting customer', () => customerView(world, arrival.interactionId));
  timed('status of a service', () => serviceStatus(world, `service${random(services)}`));
  timed('next deadline', () => nextDeadlineAt(world));
}
for (let a = 0; a < 2_000; a += 1) {
  at += 1;
  timed('ringing agent pauses → next agent', () => pause(`agent${a}`));
}

// The other way round: nobody waits, thousands are free.
const quiet = createWorld();
const sendQuiet = (command) => handle(quiet, { at, ...command });
for (let s = 0; s < services; s += 1) {
  const code = `service${s}`;
  const config = {
    code,
    name: code,
    channels: ['webcall'],
    ringMs: 20_000,
    connectMs: 10_000,
    graceMs: 20_000,
    wrapUpMs: 0,
    declineBackoffMs: 0,
  };
  sendQuiet({ type: 'service.configure', service: { ...config, skillsets: several(1 + random(4)) } });
}
for (let a = 0; a < agents; a += 1) {
  const skills = several(1 + random(8)).map((skillset) => ({ skillset, level: 5 }));
  sendQuiet({ type: 'agent.configure', agent: { id: `agent${a}`, username: `agent${a}`, name: `Agent ${a}`, skills } });
  sendQuiet({ type: 'agent.connect', agentId: `agent${a}` });
  sendQuiet({ type: 'agent.setPresence', agentId: `agent${a}`, presence: { kind: 'ready' }, by: 'agent' });
}
for (let i = 0; i < 10_000; i += 1) {
  at += 1;
  const interactionId = `quiet${i}`;
  const customer = { name: null, contactId: null, answers: [] };
  sendQuiet({
    type: 'interaction.create',
    interactionId,
    service: `service${random(services)}`,
    channel: 'webcall',
    language: 'it',
    customer,
  });
  timed('customer queued → offered to the longest idle', () =>
    sendQuiet({ type: 'leg.connected', interactionId, legId: `${interactionId}.c` }),
  );
}

// Wall-clock times: on a machine that is busy with something else the tail is that machine's, not this program's.
console.log(`machine: ${cpus().length} cores, load average ${loadavg()[0].toFixed(1)}, node ${process.version}`);
const shareOf = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const ms = (value) => value.toFixed(3).padStart(9);
console.log(`${'milliseconds'.padEnd(56)}${['n', 'p50', 'p99', 'p99.9', 'max'].map((head) => head.padStart(9)).join('')}`);
for (const [name, list] of samples) {
  const sorted = list.sort((a, b) => a - b);
  const figures = [shareOf(sorted, 0.5), shareOf(sorted, 0.99), shareOf(sorted, 0.999), sorted.at(-1)].map(ms).join('');
  console.log(`${name.padEnd(56)}${String(sorted.length).padStart(9)}${figures}`);
}
let waiting = 0;
for (let s = 0; s < services; s += 1) waiting += queueOf(world, `service${s}`).length;
console.log(`still waiting at the end: ${waiting}`);
