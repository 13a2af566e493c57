// npm test: sets everything up, then runs unit, storage and browser tests. Arguments go to vitest: npm test -- --project unit packages/core
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowsers } from './browsers.mjs';
import { build, fail, root } from './prepare.mjs';

await build();
const browsers = await ensureBrowsers();
const scratch = mkdtempSync(join(tmpdir(), 'centralino-test-'));
const report = join(scratch, 'report.json');
const child = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...browsers } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => child.on('close', resolve));
let counts;
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  fail('The tests did not run to their end: no report was written.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const skipped = counts.numPendingTests + counts.numTodoTests;
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${skipped} skipped`);
process.exit(code === 0 && counts.numPassedTests === 0 ? 1 : (code ?? 1));
