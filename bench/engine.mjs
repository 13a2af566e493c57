// Committed commands per second and their latency, with the built-in PostgreSQL (fsync on) on the same machine.
// Run: npx tsc -b packages/server && node bench/engine.mjs [seconds per row] [in flight…]
// DATABASE_URL: measure another (empty!) PostgreSQL instead.
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createEngine } from '../packages/server/dist/engine/index.js';
import { openStore } from '../packages/server/dist/store/index.js';

const [seconds = 5, ...given] = process.argv.slice(2).map(Number);
const inFlight = given.length > 0 ? given : [1, 10, 100, 1_000];
const warmUpMs = 1_000;

const dataDir = mkdtempSync(join(tmpdir(), 'centralino-bench-'));
chmodSync(dataDir, 0o755);
const logger = { debug() {}, info() {}, warn: console.error, error: console.error };
const store = await openStore({ databaseUrl: process.env.DATABASE_URL ?? null, dataDir, logger });
const engine = await createEngine({ store, logger });
await engine.send({
  type: 'service.configure',
  service: {
    code: 'bench',
    name: 'Bench',
    channels: ['webcall'],
    skillsets: ['bench'],
    ringMs: 20_000,
    connectMs: 10_000,
    graceMs: 20_000,
    wrapUpMs: 60_000,
    declineBackoffMs: 10_000,
  },
});
// Nobody is ready: customers arrive, wait and leave again, as on a Monday morning.

let calls = 0;
const customer = { name: 'Mario Rossi', contactId: null, answers: [{ key: 'email', label: 'Email', value: 'mario@example.com' }] };
const steps = (id) => [
  { type: 'interaction.create', interactionId: id, service: 'bench', channel: 'webcall', language: 'it', customer },
  { type: 'leg.connected', interactionId: id, legId: `${id}.c` },
  { type: 'interaction.leave', interactionId: id },
];

async function measure(count) {
  const latencies = [];
  let groups = 0;
  let events = 0;
  let measuring = false;
  let running = true;
  const unlisten = engine.onCommitted((committed) => {
    if (!measuring) return;
    groups += 1;
    events += committed.length;
  });
  const worker = async () => {
    while (running) {
      for (const command of steps(`bench-${process.pid}-${calls++}`)) {
        const from = performance.now();
        await engine.send(command);
        if (measuring) latencies.push(performance.now() - from);
      }
    }
  };
  const workers = Array.from({ length: count }, worker);
  await new Promise((resolve) => setTimeout(resolve, warmUpMs));
  measuring = true;
  const from = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  measuring = false;
  const elapsed = (performance.now() - from) / 1_000;
  running = false;
  await Promise.all(workers);
  unlisten();
  latencies.sort((a, b) => a - b);
  const at = (q) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? Number.NaN;
  return {
    'in flight': count,
    'commands/s': Math.round(latencies.length / elapsed),
    'p50 ms': Number(at(0.5).toFixed(1)),
    'p99 ms': Number(at(0.99).toFixed(1)),
    'events/s': Math.round(events / elapsed),
    'commands per transaction': Number((latencies.length / groups).toFixed(1)),
  };
}

try {
  const load = loadavg()[0];
  const rows = [];
  for (const count of inFlight) rows.push(await measure(count));
  console.log(
    `${cpus().length} cores, Node ${process.versions.node}, load average before ${load?.toFixed(1)}, ${engine.seq} events at the end`,
  );
  const columns = Object.keys(rows[0]);
  console.log(`| ${columns.join(' | ')} |\n| ${columns.map(() => '---:').join(' | ')} |`);
  for (const row of rows) console.log(`| ${columns.map((column) => row[column].toLocaleString('en')).join(' | ')} |`);
} finally {
  await engine.stop();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
}
