// Time from starting an installed server (database exists) to its ready line. node bench/start.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../packages/server/dist/cli/main.js', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'centralino-bench-'));
const env = { ...process.env, CENTRALINO_DATA: data, PORT: '18080', HOST: '127.0.0.1', MEDIA_PORT: '18082' };

async function start() {
  const from = performance.now();
  const child = spawn(process.execPath, [main, 'demo'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) if (String(chunk).includes('Centralino is ready:')) break;
  const ms = performance.now() - from;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  return ms;
}

try {
  console.log(`first start (creates the database): ${(await start()).toFixed(0)} ms`);
  const times = [];
  for (let i = 0; i < 5; i += 1) times.push(await start());
  times.sort((a, b) => a - b);
  console.log(
    `start of an installed server: min ${times[0].toFixed(0)} ms, median ${times[2].toFixed(0)} ms, max ${times[4].toFixed(0)} ms (n=5)`,
  );
} finally {
  rmSync(data, { recursive: true, force: true });
}
