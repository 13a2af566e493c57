import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { scriptEnvironment } from './harmless.ts';

export type ScriptOutcome = { outcome: 'shown' | 'failed'; detail: string };

/** So long a script is watched; one that still runs then (a program that it started in the foreground) is taken for well. */
const watchMs = 5_000;
const maxOutput = 2_000;

/** Which program runs the script, and with what: nothing of a call is ever an argument. */
export function commandOf(script: string, platform: NodeJS.Platform): { command: string; args: string[]; verbatim: boolean } {
  // Batch files have no interpreter of their own. The name is the workstation's own setting, quoted for cmd.
  if (platform === 'win32' && /\.(bat|cmd)$/i.test(script))
    return { command: 'cmd.exe', args: ['/d', '/s', '/c', `""${script}""`], verbatim: true };
  if (platform === 'win32' && /\.ps1$/i.test(script))
    return { command: 'powershell.exe', args: ['-NoProfile', '-File', script], verbatim: false };
  if (platform !== 'win32' && /\.sh$/.test(script) && !isExecutable(script)) return { command: '/bin/sh', args: [script], verbatim: false };
  return { command: script, args: [], verbatim: false };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs the script with these values in its environment, without a shell. Never rejects. `say`: gets what it writes. */
export function runScript(script: string, values: Readonly<Record<string, string>>, say: (line: string) => void): Promise<ScriptOutcome> {
  return new Promise((resolve) => {
    const { command, args, verbatim } = commandOf(script, process.platform);
    let child: ChildProcess;
    try {
      child = spawn(command, args, {
        cwd: dirname(script),
        env: scriptEnvironment(values, process.env),
        shell: false,
        windowsVerbatimArguments: verbatim,
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      return resolve({ outcome: 'failed', detail: (error as Error).message.slice(0, 300) });
    }
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-maxOutput);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const timer = setTimeout(() => resolve({ outcome: 'shown', detail: 'still running' }), watchMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ outcome: 'failed', detail: error.message.slice(0, 300) });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      for (const line of output.split(/\r?\n/)) if (line.trim() !== '') say(line);
      resolve(
        code === 0
          ? { outcome: 'shown', detail: 'exit code 0' }
          : { outcome: 'failed', detail: `exit code ${code ?? signal ?? 'unknown'}` },
      );
    });
  });
}
