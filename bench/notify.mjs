// Event → first attempt at the receiver, at a steady rate of notifications to 20 records of which 2 are dead (one refuses, one never answers).
// Run: npx tsc -b packages/server && node bench/notify.mjs [seconds] [notifications per second]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contacts } from '../packages/server/dist/contacts/contacts.js';
import { createEngine } from '../packages/server/dist/engine/index.js';
import { createTargetGuard } from '../packages/server/dist/net/index.js';
import { createSecretBox, NotificationService } from '../packages/server/dist/notify/index.js';
import { openStore } from '../packages/server/dist/store/index.js';

const [seconds = 20, perSecond = 1_000] = process.argv.slice(2).map(Number);
const recordCount = 20;
const perCall = 2 * recordCount;

const latencies = Array.from({ length: recordCount }, () => []);
const receivers = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://receiver');
  const index = Number(url.pathname.slice(1));
  if (index === 1) return; // Never answers.
  latencies[index]?.push(Date.now() - Date.parse(url.searchParams.get('at') ?? ''));
  response.end('ok');
}).listen(0, '127.0.0.1');
await new Promise((resolve) => receivers.once('listening', resolve));
const { port } = receivers.address();

const dataDir = mkdtempSync(join(tmpdir(), 'centralino-bench-'));
chmodSync(dataDir, 0o755);
const logger = { debug() {}, info() {}, warn() {}, error: console.error };
const store = await openStore({ databaseUrl: process.env.DATABASE_URL ?? null, dataDir, logger });
const notifications = await NotificationService.open({
  db: store.db,
  logger,
  contacts: new Contacts(store.db),
  guard: createTargetGuard(['127.0.0.1']),
  box: createSecretBox(null),
});
const row = (event) => ({
  enabled: true,
  channel: 'phone',
  callType: 'SERVICECALL',
  event,
  service: null,
  variables: ['dateISO→at', 'idlastcall→callId', 'cli→callerNumber', 'servizio→service'].map((one) => {
    const [key, parameter] = one.split('→');
    return { key, parameter };
  }),
  popupVariables: [],
});
for (let index = 0; index < recordCount; index++) {
  await notifications.create({
    name: `Receiver ${index}`,
    enabled: true,
    type: 'GET',
    // 0 refuses connections, 1 never answers.
    uri: index === 0 ? 'http://127.0.0.1:9/' : `http://127.0.0.1:${port}/${index}`,
    username: '',
    connectTimeoutMs: 1_000,
    responseTimeoutMs: 1_000,
    events: [row('NEW'), row('HANGUP')],
    retry: { enabled: true, forMs: 3_600_000 },
    salesforce: null,
  });
}
const engine = await createEngine({ store, logger, outbox: notifications.outbox });
notifications.start();
const service = { code: 'bench', name: 'Bench', channels: ['webcall'], skillsets: [], ringMs: 20_000, connectMs: 10_000, graceMs: 20_000 };
await engine.send({ type: 'service.configure', service: { ...service, wrapUpMs: 60_000, declineBackoffMs: 10_000 } });

const customer = { name: 'Mario Rossi', contactId: null, answers: [{ key: 'phone', label: 'Phone', value: '0452224600' }] };
async function call(id) {
  await engine.send({ type: 'interaction.create', interactionId: id, service: 'bench', channel: 'webcall', language: 'it', customer });
  await engine.send({ type: 'leg.connected', interactionId: id, legId: `${id}.c` });
  await engine.send({ type: 'interaction.leave', interactionId: id });
}

try {
  const load = loadavg()[0];
  const callsPerSecond = perSecond / perCall;
  const total = Math.round(seconds * callsPerSecond);
  const from = Date.now();
  for (let n = 0; n < total; n++) {
    const due = from + (n * 1_000) / callsPerSecond;
    if (due > Date.now()) await new Promise((resolve) => setTimeout(resolve, due - Date.now()));
    void call(`bench-${process.pid}-${n}`);
  }
  const expected = total * 2;
  const deadline = Date.now() + 10_000;
  while (latencies.slice(2).some((of) => of.length < expected) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const elapsed = (Date.now() - from) / 1_000;
  const alive = latencies
    .slice(2)
    .flat()
    .sort((a, b) => a - b);
  const at = (q) => alive[Math.min(alive.length - 1, Math.floor(q * alive.length))];
  const records = await notifications.list();
  console.log(`${cpus().length} cores, Node ${process.versions.node}, load average before ${load?.toFixed(1)}`);
  console.log(
    `${total * perCall} notifications in ${elapsed.toFixed(1)} s (${Math.round((total * perCall) / elapsed)}/s) to ${recordCount} records, 2 dead; ` +
      `the other 18 got ${alive.length} of ${expected * 18}`,
  );
  console.log(`event → first attempt at the receiver: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, max ${alive.at(-1)} ms`);
  for (const { name, breaker, pending } of records.slice(0, 2)) console.log(`${name}: ${breaker.state}, ${pending} waiting`);
} finally {
  await engine.stop();
  await notifications.stop();
  await store.close();
  receivers.closeAllConnections();
  receivers.close();
  rmSync(dataDir, { recursive: true, force: true });
}
