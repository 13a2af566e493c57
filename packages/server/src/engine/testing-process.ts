import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Runs our TypeScript sources in a plain Node process, also in those that can't do it by themselves. */
const loader = `
import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`
  import { readFile } from 'node:fs/promises';
  import { createRequire } from 'node:module';
  const ts = createRequire(${JSON.stringify(import.meta.url)})('typescript');
  export async function load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(await readFile(new URL(url), 'utf8'), { compilerOptions });
    return { format: 'module', source: outputText, shortCircuit: true };
  }
\`));`;

/** Starts a program (an ES module that imports our sources by their file URLs) in a process that a test can kill. */
export function spawnSources(program: string, env: NodeJS.ProcessEnv): ChildProcessByStdio<null, Readable, Readable> {
  const hook = `data:text/javascript,${encodeURIComponent(loader)}`;
  return spawn(process.execPath, ['-C', 'cc-source', '--import', hook, '--input-type=module', '-e', program], {
    cwd: new URL('.', import.meta.url).pathname,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
