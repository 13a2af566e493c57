// Time from starting an installed server (database exists) to its ready line, after an ordered end and after kill -9.
// node bench/start.mjs [dist folder of another build of the server, measured in turns with this one]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('../packages/server/dist', import.meta.url));
const dists = process.argv[2] === undefined ? [here] : [resolve(process.argv[2]), here];
const rounds = 7;

async function start(dist, data, signal) {
  const env = { ...process.env, CENTRALINO_DATA: data, PORT: '18080', HOST: '127.0.0.1', MEDIA_PORT: '18082' };
  const from = performance.now();
  const child = spawn(process.execPath, [join(dist, 'cli/main.js'), 'demo'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) if (String(chunk).includes('Centralino is ready:')) break;
  const ms = performance.now() - from;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  return ms;
}

const shown = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  return `min ${sorted[0].toFixed(0)}, median ${sorted[sorted.length >> 1].toFixed(0)}, max ${sorted.at(-1).toFixed(0)} ms (n=${sorted.length})`;
};

const runs = dists.map((dist) => ({ dist, data: mkdtempSync(join(tmpdir(), 'centralino-bench-')), ordered: [], killed: [] }));
try {
  console.log(`${cpus().length} cores, load average ${loadavg()[0].toFixed(1)} before`);
  for (const run of runs)
    console.log(`${run.dist}\n  first start, which creates the database: ${(await start(run.dist, run.data, 'SIGTERM')).toFixed(0)} ms`);
  for (let round = 0; round < rounds; round += 1) {
    for (const run of runs) {
      run.ordered.push(await start(run.dist, run.data, 'SIGKILL'));
      run.killed.push(await start(run.dist, run.data, 'SIGTERM'));
    }
  }
  for (const run of runs) {
    console.log(`${run.dist}\n  after an ordered end: ${shown(run.ordered)}\n  after kill -9: ${shown(run.killed)}`);
  }
  console.log(`load average ${loadavg()[0].toFixed(1)} after`);
} finally {
  for (const { data } of runs) rmSync(data, { recursive: true, force: true });
}
